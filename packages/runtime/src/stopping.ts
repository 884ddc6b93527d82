import { setTimeout as sleep } from 'node:timers/promises';

/** From SIGTERM to the end of the process. Whoever sends the signal must wait longer before it kills. */
export const STOP_DEADLINE_MS = 10_000;
/** For what lies between the steps. */
const RESERVE_MS = 500;

export interface StopStep {
  readonly name: string;
  /** What it has for itself, and what the steps before it have left over. */
  readonly withinMs: number;
  /** Must bear to be left under way: the process ends soon after. */
  readonly stop: () => unknown;
}

export interface StopOptions {
  /** For all steps together; by default what a process has. */
  readonly withinMs?: number;
  readonly logger: { warn(message: string, fields: Readonly<Record<string, unknown>>): void };
}

/**
 * Stops in steps, one after the other, each within its time: one that takes longer is left, and one that fails does not
 * keep the next from being made. The answer throws what failed, after the last step.
 * @throws Error at once, so at the start of a service, when the steps could take longer than there is
 */
export function inSteps(
  steps: readonly StopStep[],
  { withinMs = STOP_DEADLINE_MS - RESERVE_MS, logger }: StopOptions,
): () => Promise<void> {
  const neededMs = steps.reduce((sum, step) => sum + step.withinMs, 0);
  if (neededMs > withinMs)
    throw new Error(`to stop takes up to ${neededMs} ms, and there are ${withinMs} ms`);
  return async () => {
    const over = new AbortController();
    const failures: unknown[] = [];
    for (const { name, withinMs, stop, late } of timed(steps, over.signal)) {
      const work = (async () => stop())().catch((error: unknown) => void failures.push(error));
      const isDone = await Promise.race([work.then(() => true), late]);
      if (!isDone) logger.warn('a step of stopping took too long and was left', { step: name, withinMs });
    }
    over.abort();
    if (failures.length > 0) throw failures[0];
  };
}

/** The steps, each with the moment at which its time and that of all before it is over: `late` is false then. */
function timed(steps: readonly StopStep[], signal: AbortSignal) {
  let overMs = 0;
  return steps.map((step) => {
    overMs += step.withinMs;
    return { ...step, late: sleep(overMs, false, { signal }).catch(() => false) };
  });
}
