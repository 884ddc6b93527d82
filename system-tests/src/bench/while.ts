import { setTimeout as sleep } from 'node:timers/promises';
import type { Disturbance } from './disturb.ts';

export interface Done<T> extends Disturbance {
  readonly value: T;
}

/**
 * Something to do while a load goes on: `begin` is called when the load begins, and the work starts `afterMs` later.
 * `done` tells what came of it and when it was under way, in ms since the load began; it rejects when the work did.
 */
export function underWay<T>(
  afterMs: number,
  work: () => Promise<T>,
): { readonly begin: () => void; readonly done: Promise<Done<T>> } {
  const { promise, resolve, reject } = Promise.withResolvers<Done<T>>();
  // Whoever started the load looks at it only when the load is over.
  promise.catch(() => {});
  const run = async (): Promise<void> => {
    const beganMs = performance.now();
    await sleep(afterMs);
    const fromMs = performance.now() - beganMs;
    const value = await work();
    resolve({ value, fromMs, toMs: performance.now() - beganMs });
  };
  return { begin: () => void run().catch(reject), done: promise };
}
