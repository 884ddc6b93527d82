import type { Sample } from '@wanderluxe/runtime';
import type { KafkaAdmin } from '../kafka/cluster.ts';
import type { MongoOutbox } from '../mongo/outbox.ts';
import type { MongoParked } from '../mongo/parked.ts';
import type { Consumer } from '../runner/consumer.ts';
import { groupLag } from './group-lag.ts';
import type { LevelMetrics } from './metrics.ts';
import { Standstill } from './standstill.ts';

/** What is counted beyond it makes no difference to whoever looks. */
const MAX_COUNTED = 10_000;
const READ_WITHIN_MS = 5_000;

export interface StoredLevels {
  readonly outbox: Pick<MongoOutbox, 'backlog'>;
  readonly parked: Pick<MongoParked, 'levels'>;
}

/** Reads what waits in the service's database. */
export function sampleStored(sample: Sample, metrics: LevelMetrics, { outbox, parked }: StoredLevels): void {
  sample('outbox', async () => {
    const { rows, oldestAtMs } = await outbox.backlog(MAX_COUNTED);
    metrics.outboxRows.set(rows);
    metrics.outboxAge.set(oldestAtMs === undefined ? 0 : Math.max(0, Date.now() - oldestAtMs) / 1_000);
  });
  sample('parked', async () => {
    const { waiting, dead } = await parked.levels(MAX_COUNTED);
    metrics.parkedWaiting.set(waiting);
    metrics.parkedDead.set(dead);
  });
}

export interface GroupLevels {
  readonly group: string;
  readonly topics: readonly string[];
  readonly deadLetterTopicOf: (topic: string) => string;
  /** Connects when it is first read, and anew after a failure. */
  readonly connect: () => Promise<KafkaAdmin>;
  readonly consumer: Pick<Consumer, 'assigned' | 'isWaiting'>;
  readonly nowMs?: () => number;
}

/** Reads how far the group is behind, and whether this member gets on. */
export class GroupWatch {
  readonly #options: GroupLevels;
  readonly #metrics: LevelMetrics;
  readonly #standstill = new Standstill();
  #admin: Promise<KafkaAdmin> | undefined;
  #isStopped = false;

  constructor(options: GroupLevels, metrics: LevelMetrics) {
    this.#options = options;
    this.#metrics = metrics;
  }

  /** Nothing that this member has got on for so long, though there was something to do and nothing to wait for. */
  standsStillFor(ms: number): boolean {
    return this.#standstill.wholeMs >= ms;
  }

  readonly read = async (): Promise<void> => {
    if (this.#isStopped) return;
    this.#admin ??= this.#options.connect();
    try {
      await within(READ_WITHIN_MS, this.#readAll(this.#admin));
    } catch (error) {
      this.#disconnect();
      throw error;
    }
  };

  stop(): void {
    this.#isStopped = true;
    this.#disconnect();
  }

  /** One that never connected has nothing to close; one that hangs is left to its own limits. */
  #disconnect(): void {
    const closing = this.#admin;
    this.#admin = undefined;
    void closing?.then((admin) => admin.close()).catch(() => {});
  }

  async #readAll(connected: Promise<KafkaAdmin>): Promise<void> {
    const { group, topics, consumer, deadLetterTopicOf, nowMs = Date.now } = this.#options;
    const admin = await connected;
    const lags = await groupLag(admin, group, topics);
    const { assigned, isWaiting } = consumer;
    this.#standstill.see({ lags, assigned, isWaiting, nowMs: nowMs() });
    this.#metrics.standstill.set(this.#standstill.longestMs / 1_000);
    for (const topic of topics) {
      const own = lags.filter((one) => one.topic === topic);
      this.#metrics.lag.set({ topic }, sum(own.map(({ lag }) => lag)));
      const letters = await admin.bounds(deadLetterTopicOf(topic));
      this.#metrics.deadLetters.set({ topic }, sum(letters.map(({ start, end }) => end - start)));
    }
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

async function within(ms: number, work: Promise<void>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  work.catch(() => {});
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
