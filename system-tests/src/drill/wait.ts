import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 1_000;

export interface Wait {
  readonly withinMs: number;
  /** What is waited for, in words. */
  readonly what: string;
  readonly signal: AbortSignal;
}

/** Asks every second until the answer is null; what was wrong last is in the error when the time is up. */
export async function until(
  { withinMs, what, signal }: Wait,
  whyNot: () => Promise<string | null>,
): Promise<void> {
  const deadlineMs = Date.now() + withinMs;
  for (let why = await whyNot(); why !== null; why = await whyNot()) {
    if (Date.now() > deadlineMs) throw new Error(`waited ${withinMs / 1_000} s in vain for ${what}: ${why}`);
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}

/** Does it every second until the signal is aborted. */
export async function everySecond(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await work();
    await sleep(LOOK_EVERY_MS);
  }
}
