import { setTimeout as sleep } from 'node:timers/promises';

export interface EventuallyOptions {
  /** How long the assertion may fail before its last failure is thrown. */
  withinMs?: number;
  /** Pause between two tries. */
  everyMs?: number;
}

/**
 * Tries the assertion until it holds and answers what it returned. A try under way when the time is up is still
 * waited for; the assertion is tried at least once.
 * @throws the assertion's last failure, its message naming the time that was given
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { withinMs = 10_000, everyMs = 50 }: EventuallyOptions = {},
): Promise<T> {
  const deadlineMs = performance.now() + withinMs;
  for (;;) {
    try {
      return await assertion();
    } catch (failure) {
      if (performance.now() >= deadlineMs) throw describe(failure, withinMs);
    }
    await sleep(everyMs);
  }
}

function describe(failure: unknown, withinMs: number): unknown {
  if (!(failure instanceof Error)) return new Error(`still failing after ${withinMs} ms: ${String(failure)}`);
  failure.message = `still failing after ${withinMs} ms: ${failure.message}`;
  return failure;
}
