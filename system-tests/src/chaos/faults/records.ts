import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type IncomingRecord,
  kafkaPublisher,
  type OutgoingRecord,
  type RecordPublisher,
} from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { type TopicName, topics } from '@wanderluxe/schemas';
import type { Observer } from '../evidence/observer.ts';
import type { Random } from '../schedule/random.ts';

/** Marks what the chaos put on a topic; the engine copies unknown headers into dead letters only. */
export const CHAOS_HEADER = 'chaos';
export const poisonKinds = ['truncated', 'unknown-schema', 'wrong-magic', 'null-key', 'oversized'] as const;
export type PoisonKind = (typeof poisonKinds)[number];

/** A record that nobody can read, or (null key) that came in a way nobody expects. */
export interface Poison {
  readonly id: string;
  readonly kind: PoisonKind;
  readonly topic: string;
  readonly valueBase64: string;
  readonly atMs: number;
}

const CLOSE_WITHIN_MS = 5_000;
const MAX_SENT_AT_ONCE = 200;
const UNKNOWN_SCHEMA_ID = 999_999_999;
const HEADER_BYTES = 5;
/** Near the largest that a broker takes (1 MiB with its framing), and more than a consumer fetches at once. */
const OVERSIZED_BYTES = 1_000_000;

const isHeard = ({ topic }: IncomingRecord): boolean =>
  (topics[topic as TopicName]?.consumers.length ?? 0) > 0;

/** Produces records that the observer has seen again, whole or broken. */
export class Records {
  readonly #observer: Observer;
  readonly #publisher: RecordPublisher;
  /** Everything that was handed to the producer. */
  readonly #pending: Promise<void>[] = [];

  private constructor(observer: Observer, publisher: RecordPublisher) {
    this.#observer = observer;
    this.#publisher = publisher;
  }

  static async open(observer: Observer, brokers: readonly string[]): Promise<Records> {
    const options = { brokers, clientId: 'chaos', logger: silentLogger };
    return new Records(observer, await kafkaPublisher(options));
  }

  /** Produces some of the records seen so far again, byte for byte, under their old keys. Answers how many. */
  duplicate(count: number, random: Random): number {
    const models = this.#models();
    const again = Array.from({ length: models.length === 0 ? 0 : count }, () => random.pick(models));
    this.#send(again.map((record) => marked(record, 'duplicate')));
    return again.length;
  }

  /** Produces every record seen so far again, in another order. */
  repeatAll(random: Random): void {
    const shuffled = this.#models()
      .map((record) => ({ record, at: random.next() }))
      .sort((a, b) => a.at - b.at);
    for (let from = 0; from < shuffled.length; from += MAX_SENT_AT_ONCE)
      this.#send(
        shuffled.slice(from, from + MAX_SENT_AT_ONCE).map(({ record }) => marked(record, 'duplicate')),
      );
  }

  /** Produces broken records among the others; none when nothing was seen yet. */
  poison(count: number, random: Random): Poison[] {
    const models = this.#models();
    if (models.length === 0) return [];
    const made = Array.from({ length: count }, () => poisonOf(random.pick(models), random.pick(poisonKinds)));
    this.#send(made.map(({ record }) => record));
    return made.map(({ poison }) => poison);
  }

  /** Resolves when everything produced is acknowledged. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending.splice(0));
  }

  /** With all brokers down the client would go on trying without end. */
  async close(): Promise<void> {
    await Promise.race([this.#publisher.close(), sleep(CLOSE_WITHIN_MS, undefined, { ref: false })]);
  }

  /** What the chaos made itself is not to be multiplied. */
  #models(): IncomingRecord[] {
    return this.#observer.records.filter(
      (record) => isHeard(record) && record.headers[CHAOS_HEADER] === undefined,
    );
  }

  #send(records: readonly OutgoingRecord[]): void {
    this.#pending.push(this.#publisher.publish(records));
  }
}

const marked = ({ topic, key, value, headers }: OutgoingRecord, mark: string): OutgoingRecord => ({
  topic,
  key,
  value,
  headers: { ...headers, [CHAOS_HEADER]: mark },
});

/** A broken copy of a record that was seen. */
export function poisonOf(
  model: IncomingRecord,
  kind: PoisonKind,
): { poison: Poison; record: OutgoingRecord } {
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
    case 'oversized':
      return Buffer.concat([broken, randomBytes(Math.max(0, OVERSIZED_BYTES - broken.length))]);
    case 'null-key':
      return broken;
  }
}
