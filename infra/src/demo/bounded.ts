import { setTimeout as sleep } from 'node:timers/promises';

/** Says when the next item may start; items are spaced evenly. */
export function createPacer(perSecond: number | undefined): () => Promise<void> {
  if (perSecond === undefined) return async () => {};
  const gapMs = 1000 / perSecond;
  let nextAtMs = 0;
  return async () => {
    const nowMs = performance.now();
    const atMs = Math.max(nextAtMs, nowMs);
    nextAtMs = atMs + gapMs;
    if (atMs > nowMs) await sleep(atMs - nowMs);
  };
}

/**
 * Starts the work on the items in their order, with at most `limit` under way. After the first failure, or once the
 * signal is aborted, nothing more is started; what is under way is waited for, then the failure is thrown.
 */
export async function forEachBounded<T>(
  items: readonly T[],
  options: { readonly limit: number; readonly pace?: () => Promise<void>; readonly signal?: AbortSignal },
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (const item of queue) {
      await options.pace?.();
      if (options.signal?.aborted || failures.length > 0) return;
      await work(item).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.limit, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
}
