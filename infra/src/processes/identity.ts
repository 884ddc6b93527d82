import { readFileSync } from 'node:fs';

/** One process, for ever: a pid alone is given to another process after its owner has ended. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks between boot and the process's start, from /proc/<pid>/stat. */
  readonly startTicks: number;
  /** Ticks count from boot: the same pair in another boot is another process. */
  readonly bootId: string;
}

const readText = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

let bootId: string | undefined;
const currentBootId = (): string => {
  bootId ??= readText('/proc/sys/kernel/random/boot_id')?.trim() ?? 'unknown';
  return bootId;
};

const DEAD_STATES = new Set(['Z', 'X', 'x']);
const START_TICKS_INDEX = 19; // field 22 of proc(5), counted from the state, which is field 3

/** Start ticks out of a /proc/<pid>/stat line; null for a process that has ended and was not yet reaped. */
export function startTicksIn(stat: string): number | null {
  // The command name stands in parentheses and may itself contain spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (DEAD_STATES.has(fields[0] ?? 'X')) return null;
  const ticks = Number(fields[START_TICKS_INDEX]);
  return Number.isSafeInteger(ticks) ? ticks : null;
}

/** The identity of a running process, or null when there is none with that pid. */
export function identify(pid: number): ProcessIdentity | null {
  const stat = readText(`/proc/${pid}/stat`);
  const startTicks = stat === null ? null : startTicksIn(stat);
  return startTicks === null ? null : { pid, startTicks, bootId: currentBootId() };
}

/** Whether this very process still runs. */
export function isRunning(process: ProcessIdentity): boolean {
  const now = identify(process.pid);
  return now !== null && now.startTicks === process.startTicks && now.bootId === process.bootId;
}
