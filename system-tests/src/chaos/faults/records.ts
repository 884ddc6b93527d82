import { randomUUID } from 'node:crypto';
import {
  type IncomingRecord,
  kafkaPublisher,
  kafkaSource,
  type OutgoingRecord,
  type RecordPublisher,
  type RecordSource,
} from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { topicNames, topics } from '@wanderluxe/schemas';
import type { Random } from '../schedule/random.ts';

/** Marks what the chaos put on a topic; the engine copies unknown headers into dead letters only. */
export const CHAOS_HEADER = 'chaos';
export const poisonKinds = ['truncated', 'unknown-schema', 'wrong-magic', 'null-key'] as const;
export type PoisonKind = (typeof poisonKinds)[number];

/** A record that nobody can read, or (null key) that came in a way nobody expects. */
export interface Poison {
  readonly id: string;
  readonly kind: PoisonKind;
  readonly topic: string;
  readonly valueBase64: string;
  readonly atMs: number;
}

const MAX_REMEMBERED = 5_000;
const UNKNOWN_SCHEMA_ID = 999_999_999;
const HEADER_BYTES = 5;

/** Sees every record of the engine and produces old ones again, whole or broken. */
export class Records {
  readonly #seen: IncomingRecord[] = [];
  readonly #positions = new Set<string>();
  readonly #source: RecordSource;
  readonly #publisher: RecordPublisher;
  /** Everything that was handed to the producer. */
  readonly #pending: Promise<void>[] = [];

  private constructor(source: RecordSource, publisher: RecordPublisher) {
    this.#source = source;
    this.#publisher = publisher;
  }

  static async open(brokers: readonly string[]): Promise<Records> {
    const options = { brokers, clientId: 'chaos', logger: silentLogger };
    const publisher = await kafkaPublisher(options);
    const source = kafkaSource({
      ...options,
      groupId: `chaos-${randomUUID()}`,
      topics: topicNames,
      onFatal: () => {},
    });
    const records = new Records(source, publisher);
    await source.start({ offer: (batch) => records.#remember(batch), assigned: () => {} });
    return records;
  }

  /** Produces some of the records seen so far again, byte for byte, under their old keys. Answers how many. */
  duplicate(count: number, random: Random): number {
    const again = Array.from({ length: this.#seen.length === 0 ? 0 : count }, () => random.pick(this.#seen));
    this.#send(again.map((record) => marked(record, 'duplicate')));
    return again.length;
  }

  /** Produces broken records among the others; none when nothing was seen yet. */
  poison(count: number, random: Random): Poison[] {
    const heard = this.#seen.filter(({ topic }) => topics[topic as keyof typeof topics].consumers.length > 0);
    if (heard.length === 0) return [];
    const made = Array.from({ length: count }, () => poisonOf(random.pick(heard), random.pick(poisonKinds)));
    this.#send(made.map(({ record }) => record));
    return made.map(({ poison }) => poison);
  }

  /** Resolves when everything produced is acknowledged. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending.splice(0));
  }

  async close(): Promise<void> {
    await this.#source.stop();
    await this.#publisher.close();
  }

  #send(records: readonly OutgoingRecord[]): void {
    this.#pending.push(this.#publisher.publish(records));
  }

  /** After a broker's death records may come again; what the chaos made itself is not to be multiplied. */
  #remember(batch: readonly IncomingRecord[]): number {
    for (const record of batch) {
      const position = `${record.topic}/${record.partition}/${record.offset}`;
      if (record.headers[CHAOS_HEADER] !== undefined || this.#positions.has(position)) continue;
      this.#positions.add(position);
      this.#seen.push(record);
    }
    if (this.#seen.length > MAX_REMEMBERED) this.#seen.splice(0, this.#seen.length - MAX_REMEMBERED);
    return batch.length;
  }
}

const marked = ({ topic, key, value, headers }: OutgoingRecord, mark: string): OutgoingRecord => ({
  topic,
  key,
  value,
  headers: { ...headers, [CHAOS_HEADER]: mark },
});

function poisonOf(model: IncomingRecord, kind: PoisonKind): { poison: Poison; record: OutgoingRecord } {
  const id = randomUUID();
  const value = brokenValue(model.value ?? Buffer.alloc(0), kind);
  const key = kind === 'null-key' ? null : model.key;
  const { topic } = model;
  return {
    poison: { id, kind, topic, valueBase64: value.toString('base64'), atMs: Date.now() },
    record: marked({ topic, key, value, headers: model.headers }, id),
  };
}

function brokenValue(value: Buffer, kind: PoisonKind): Buffer {
  const broken = Buffer.from(value);
  switch (kind) {
    case 'truncated':
      return broken.subarray(0, HEADER_BYTES + Math.floor((broken.length - HEADER_BYTES) / 2));
    case 'unknown-schema':
      broken.writeUInt32BE(UNKNOWN_SCHEMA_ID, 1);
      return broken;
    case 'wrong-magic':
      broken[0] = 7;
      return broken;
    case 'null-key':
      return broken;
  }
}
