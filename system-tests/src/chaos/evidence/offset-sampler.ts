import { setTimeout as sleep } from 'node:timers/promises';
import { type TopicName, topics } from '@wanderluxe/schemas';
import type { Poison } from '../faults/records.ts';
import { withAdmin } from './topics.ts';
import type { OffsetSample } from './types.ts';

const EVERY_MS = 500;

/** Watches how the offsets of poisoned topics move. A broker that is away leaves a gap. */
export class OffsetSampler {
  readonly samples: OffsetSample[] = [];
  readonly #brokers: readonly string[];
  readonly #poisons: readonly Poison[];
  readonly #last = new Map<string, number>();
  readonly #stop = new AbortController();
  #loop: Promise<void> | undefined;

  /** @param poisons may still grow */
  constructor(brokers: readonly string[], poisons: readonly Poison[]) {
    this.#brokers = brokers;
    this.#poisons = poisons;
  }

  start(): void {
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#look().catch(() => {});
      await sleep(EVERY_MS, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
  }

  async #look(): Promise<void> {
    const watched = [...new Set(this.#poisons.map(({ topic }) => topic))] as TopicName[];
    if (watched.length === 0) return;
    await withAdmin(this.#brokers, async (admin) => {
      for (const topic of watched) {
        for (const group of topics[topic].consumers) {
          const positions = await admin.offsets(group, topic);
          for (const { partition, committed } of positions) this.#note(group, topic, partition, committed);
        }
      }
    });
  }

  #note(group: string, topic: string, partition: number, committed: number): void {
    const key = `${group}/${topic}/${partition}`;
    if (this.#last.get(key) === committed) return;
    this.#last.set(key, committed);
    this.samples.push({ atMs: Date.now(), group, topic, partition, committed });
  }
}
