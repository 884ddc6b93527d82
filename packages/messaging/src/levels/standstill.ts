import type { TopicPartition } from '../ports.ts';
import type { PartitionLag } from './group-lag.ts';

export interface Seen {
  readonly lags: readonly PartitionLag[];
  /** What this member has. */
  readonly assigned: readonly TopicPartition[];
  /** Something waits for a dependency, so that standing still is right. */
  readonly isWaiting: boolean;
  readonly nowMs: number;
}

const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

/** How long a member has stood still: partitions of its own that have records to handle, and whose position does not move. */
export class Standstill {
  readonly #since = new Map<string, { readonly committed: number; readonly sinceMs: number }>();
  #longestMs = 0;
  #wholeMs = 0;

  see({ lags, assigned, isWaiting, nowMs }: Seen): void {
    const own = new Set(assigned.map(keyOf));
    const behind = lags.filter((one) => one.lag > 0 && own.has(keyOf(one)));
    if (isWaiting) this.#since.clear();
    const before = new Map(this.#since);
    this.#since.clear();
    for (const one of behind) {
      const known = before.get(keyOf(one));
      const isStill = known?.committed === one.committed;
      this.#since.set(keyOf(one), isStill ? known : { committed: one.committed, sinceMs: nowMs });
    }
    const stillMs = [...this.#since.values()].map(({ sinceMs }) => nowMs - sinceMs);
    this.#longestMs = Math.max(0, ...stillMs);
    this.#wholeMs = stillMs.length > 0 ? Math.min(...stillMs) : 0;
  }

  /** Of the partition that has not moved for longest. */
  get longestMs(): number {
    return this.#longestMs;
  }

  /** Since when nothing moves: no partition with records to handle has got on. */
  get wholeMs(): number {
    return this.#wholeMs;
  }
}
