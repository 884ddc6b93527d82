import type { ServiceLine } from './health.ts';

/** The metrics of one service, its labels summed up. */
export type Totals = ReadonlyMap<string, number>;

/** What was read of a service and when; `text` is null when it did not answer. */
export interface Reading {
  readonly name: string;
  readonly text: string | null;
  readonly atMs: number;
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{.*\})? (\S+)$/gm;

/** Prometheus' text format, as far as sums need it: what is no number is left out. */
export function totalsOf(text: string): Totals {
  const totals = new Map<string, number>();
  for (const [, name = '', value = ''] of text.matchAll(SAMPLE)) {
    const number = Number(value);
    if (Number.isFinite(number)) totals.set(name, (totals.get(name) ?? 0) + number);
  }
  return totals;
}

/** A service in a few figures; `before` is what was read of it the last time. */
export function serviceLine({ name, text, atMs }: Reading, before: Reading | undefined): ServiceLine {
  if (text === null)
    return { name, answers: false, upForMs: null, memoryBytes: null, cpuCores: null, notes: [] };
  const totals = totalsOf(text);
  const startedS = totals.get('process_start_time_seconds');
  return {
    name,
    answers: true,
    upForMs: startedS === undefined ? null : atMs - startedS * 1_000,
    memoryBytes: totals.get('process_resident_memory_bytes') ?? null,
    cpuCores: coresBetween(before, totals, atMs),
    notes: notesOf(text, totals),
  };
}

/** A counter that went back belongs to a new process: nothing can be said until the next time. */
function coresBetween(before: Reading | undefined, totals: Totals, atMs: number): number | null {
  const name = 'process_cpu_seconds_total';
  const now = totals.get(name);
  const then = before?.text ? totalsOf(before.text).get(name) : undefined;
  if (now === undefined || then === undefined || now < then || !before || atMs <= before.atMs) return null;
  return (now - then) / ((atMs - before.atMs) / 1_000);
}

const ALARMS = ['wl_messaging_alarms_total', 'wl_payment_alarms_total'];

/** The gauge is 1 for the one state that the breaker is in. */
const BREAKER = /^wl_payment_bank_breaker\{[^}]*state="(open|half-open)"[^}]*\} 1$/m;

function notesOf(text: string, totals: Totals): string[] {
  const [, breaker] = BREAKER.exec(text) ?? [];
  const alarms = ALARMS.reduce((sum, name) => sum + (totals.get(name) ?? 0), 0);
  return [
    ...(breaker ? [`the breaker before the bank is ${breaker}`] : []),
    ...(alarms > 0 ? [`${alarms} alarms since its start`] : []),
  ];
}
