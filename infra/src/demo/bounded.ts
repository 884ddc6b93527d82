import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when the next item may start, or at once when the signal is aborted. */
export type Pace = (signal: AbortSignal) => Promise<void>;

/** Spaces the starts of items evenly. */
export function createPacer(perSecond: number | undefined): Pace {
  if (perSecond === undefined) return async () => {};
  const gapMs = 1000 / perSecond;
  let nextAtMs = 0;
  return async (signal) => {
    const nowMs = performance.now();
    const atMs = Math.max(nextAtMs, nowMs);
    nextAtMs = atMs + gapMs;
    if (atMs > nowMs) await sleep(atMs - nowMs, undefined, { signal }).catch(() => {});
  };
}

/**
 * Starts the work on the items in their order, with at most `limit` under way. After the first failure, or once the
 * signal is aborted, nothing more is started; what is under way is waited for, then the failure is thrown.
 */
export async function forEachBounded<T>(
  items: readonly T[],
  options: { readonly limit: number; readonly pace?: Pace; readonly signal?: AbortSignal },
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const failures: unknown[] = [];
  const failed = new AbortController();
  const stop = AbortSignal.any([failed.signal, ...(options.signal ? [options.signal] : [])]);
  const fail = (error: unknown): void => {
    failures.push(error);
    failed.abort();
  };
  const worker = async (): Promise<void> => {
    for (const item of queue) {
      await options.pace?.(stop);
      if (stop.aborted) return;
      await work(item).catch(fail);
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.limit, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
}
