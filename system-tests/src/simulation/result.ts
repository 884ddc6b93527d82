import { createHash } from 'node:crypto';
import { simulate } from './simulate.ts';

/** A broken promise, and of which booking. */
export interface Violation {
  readonly rule: string;
  readonly what: string;
  readonly bookingId?: string;
}

/** What one seed came to. */
export interface SeedResult {
  readonly seed: number;
  readonly bookings: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  readonly steps: number;
  /** Calls of processes to what is outside of them: each could have been their last. */
  readonly calls: number;
  /** Of everything that happened, and of all that is known at the end. */
  readonly hash: string;
  readonly violations: readonly Violation[];
  readonly trace?: readonly string[] | undefined;
}

const countsOf = (names: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

/** Simulates a seed and judges it. A run that does not come to its end is a broken promise too. */
export async function resultOf(seed: number, { keepTrace = false } = {}): Promise<SeedResult> {
  const unhandled: Violation[] = [];
  const onUnhandled = (error: unknown): void => {
    unhandled.push({ rule: 'END', what: `an error that nobody handled ends a process: ${error}` });
  };
  process.on('unhandledRejection', onUnhandled);
  try {
    const { evidence, verdicts, faults, steps, calls, trace, traceHash } = await simulate(seed, {
      keepTrace,
    });
    await turnOfTheLoop();
    const found = verdicts.flatMap(({ rule, violations }) =>
      violations.map((violation) => ({ rule, ...violation })),
    );
    const known = createHash('sha256').update(traceHash).update(JSON.stringify(evidence)).digest('hex');
    return {
      ...{ seed, bookings: evidence.wishes.length, steps, calls, hash: known.slice(0, 16), trace },
      outcomes: countsOf(evidence.bookings.map(({ status }) => status)),
      faults: countsOf(faults.map(({ kind }) => kind)),
      violations: [...found, ...unhandled],
    };
  } catch (error) {
    const violations = [{ rule: 'END', what: error instanceof Error ? `${error.stack}` : `${error}` }];
    return { seed, bookings: 0, outcomes: {}, faults: {}, steps: 0, calls: 0, hash: '', violations };
  } finally {
    process.off('unhandledRejection', onUnhandled);
  }
}

/** Node tells of unhandled rejections after everything else. */
const turnOfTheLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
