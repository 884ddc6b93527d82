import type { Disturbance } from './disturb.ts';
import type { Heard } from './reserve-path/topics.ts';

/** A process that was stopped and started, by the wall clock. */
export type Restart = Disturbance;

/**
 * For each restart and partition the longest that a request had to wait for its decision, in seconds: the pause of
 * that partition, and not less. Partitions without a request meanwhile are left out.
 */
export function pausesS(
  { wishes, decisions }: Heard,
  restarts: readonly Restart[],
  afterMs: number,
): number[] {
  return restarts.flatMap(({ fromMs, toMs }) => {
    const longest = new Map<number, number>();
    for (const { bookingId, partition, atMs } of wishes) {
      if (atMs < fromMs || atMs > toMs + afterMs) continue;
      const waitedS = ((decisions.get(bookingId)?.atMs ?? Number.POSITIVE_INFINITY) - atMs) / 1_000;
      longest.set(partition, Math.max(longest.get(partition) ?? 0, waitedS));
    }
    return [...longest.values()];
  });
}
