import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type RunFacts, runFacts } from '../../harness/run-facts.ts';
import type { ScheduleResult } from '../report.ts';

/** One schedule in one line of the evidence that is kept. */
export interface LedgerLine {
  readonly seed: number;
  /** Of the engine that was run; with "+" when its files were changed since. */
  readonly commit: string;
  readonly at: string;
  readonly brokers: number;
  readonly faults: readonly {
    readonly kind: string;
    readonly target: string;
    readonly startMs: number;
    readonly durationMs: number;
    readonly amount: number;
    /** What was seen of it; null when nothing was. */
    readonly seen: string | null;
  }[];
  readonly bookings: Readonly<Record<string, number>>;
  /** Calls of clients. */
  readonly calls: number;
  /** Things that the rules looked at. This, the time and the load are missing in some of the first lines. */
  readonly checked?: number;
  /** The same by rule; missing in the first lines. */
  readonly checkedBy?: Readonly<Record<string, number>>;
  /** What was mended since the seed broke a promise, when this is its rerun. */
  readonly rerunAfter?: string;
  readonly restAfterMs: number | null;
  readonly tookMs?: number;
  /** Processes that wanted to run on the machine when the schedule ended, and its cores. */
  readonly load?: number;
  readonly cores?: number;
  /** "clean", or the promises that were broken. */
  readonly verdict: string;
  /** The first violation of each broken promise. */
  readonly broken?: Readonly<Record<string, string>>;
}

/** Left out of what is said: a path of this machine tells nobody anything. */
const repository = new URL('../../../../', import.meta.url).pathname;

export function lineOf(
  result: ScheduleResult,
  { cores, load, ...run }: RunFacts & { readonly rerunAfter?: string },
): LedgerLine {
  const { seed, brokers, faults, bookings, calls, verdicts, restAfterMs, tookMs } = result;
  const broken = verdicts.filter(({ violations }) => violations.length > 0);
  const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
  return {
    ...{ seed, ...run, brokers },
    faults: faults.map(({ failure: _, ...fault }) => fault),
    bookings,
    calls: sum(Object.values(calls)),
    checked: sum(verdicts.map(({ checked }) => checked)),
    checkedBy: Object.fromEntries(verdicts.map(({ rule, checked }) => [rule, checked])),
    ...{ restAfterMs, tookMs },
    ...{ load, cores },
    verdict: broken.map(({ rule }) => rule).join(' ') || 'clean',
    ...(broken.length > 0 && {
      broken: Object.fromEntries(
        broken.map(({ rule, violations }) => [rule, violations[0]!.what.replaceAll(repository, '')]),
      ),
    }),
  };
}

/** Appends one line; a file that is not there is begun. */
export function appendToLedger(file: string, result: ScheduleResult, rerunAfter?: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const run = { ...runFacts(), ...(rerunAfter && { rerunAfter }) };
  const line = lineOf(result, run);
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}
