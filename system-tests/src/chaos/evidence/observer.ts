import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type IncomingRecord, kafkaSource, type RecordSource } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { allTopics, type Marks } from './topics.ts';

const LOOK_EVERY_MS = 50;
const READ_WITHIN_MS = 60_000;
const CLOSE_WITHIN_MS = 5_000;

const keyOf = ({ topic, partition }: { topic: string; partition: number }): string => `${topic}/${partition}`;

/** Reads every topic of the engine, and those of records that failed, from their beginning on; none is left out. */
export class Observer {
  readonly #source: RecordSource;
  /** Offset of the next record of each partition. */
  readonly #next = new Map<string, number>();
  #records: IncomingRecord[] = [];
  #started = false;

  constructor(source: RecordSource) {
    this.#source = source;
  }

  static of(brokers: readonly string[]): Observer {
    const options = { brokers, clientId: 'chaos-observer', logger: silentLogger, topics: allTopics };
    return new Observer(
      kafkaSource({ ...options, groupId: `chaos-observer-${randomUUID()}`, onFatal: () => {} }),
    );
  }

  async start(): Promise<void> {
    this.#started = true;
    await this.#source.start({ offer: (batch) => this.#take(batch), assigned: () => {} });
  }

  /** How many records before where the observer is have no committed position of the group. */
  behind(topic: string, committed: ReadonlyMap<number, number>): number {
    const known = [...this.#next].filter(([key]) => key.startsWith(`${topic}/`));
    return known.reduce((sum, [key, next]) => {
      const partition = Number(key.slice(topic.length + 1));
      return sum + Math.max(0, next - (committed.get(partition) ?? 0));
    }, 0);
  }

  /** What was read since the last `forget`. */
  get records(): readonly IncomingRecord[] {
    return this.#records;
  }

  forget(): void {
    this.#records = [];
  }

  /** @throws Error when the broker does not deliver all that is before these marks in time */
  async readUpTo(marks: Marks): Promise<void> {
    const deadlineMs = Date.now() + READ_WITHIN_MS;
    const missing = (): string[] =>
      [...marks].flatMap(([topic, ends]) =>
        ends
          .filter(({ partition, offset }) => (this.#next.get(keyOf({ topic, partition })) ?? 0) < offset)
          .map(({ partition }) => keyOf({ topic, partition })),
      );
    while (missing().length > 0) {
      if (Date.now() > deadlineMs) throw new Error(`records were not read in time: ${missing().join(', ')}`);
      await sleep(LOOK_EVERY_MS);
    }
  }

  /** With all brokers down the client would go on trying without end. */
  async close(): Promise<void> {
    const late = sleep(CLOSE_WITHIN_MS, undefined, { ref: false });
    if (this.#started) await Promise.race([this.#source.stop(), late]);
  }

  /** Commits nothing: after a broker's death all comes again, and what is known is passed over. */
  #take(batch: readonly IncomingRecord[]): number {
    for (const record of batch) {
      const key = keyOf(record);
      const next = this.#next.get(key) ?? 0;
      if (record.offset < next) continue;
      if (record.offset > next) throw new Error(`${key}: ${record.offset} came, expected ${next}`);
      this.#next.set(key, next + 1);
      this.#records.push(record);
    }
    return batch.length;
  }
}
