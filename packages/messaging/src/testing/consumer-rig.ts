import { noTracer, silentLogger, type Tracer } from '@wanderluxe/runtime';
import { UnreadableRecordError } from '../errors.ts';
import type { AnyHandler, Identified, Received } from '../handler.ts';
import { MemoryBroker, MemoryOutbox, MemoryUnitOfWork, stage } from '../memory/index.ts';
import { OutboxCommitter } from '../outbox/committer.ts';
import { OutboxPublishing } from '../outbox/publishing.ts';
import type { RecordPublisher, Transaction } from '../ports.ts';
import { Consumer } from '../runner/consumer.ts';
import type { ConsumerOptions } from '../runner/consumer-options.ts';
import { type Note, noMetrics, said } from './fixtures.ts';

export const GROUP = 'stock';
export const DEAD_LETTERS = 'orders.stock.dlq';

/** JSON instead of Avro: for specs whose subject is the runner. */
export const jsonCodec = {
  encode: (_topic: string, event: unknown): Buffer => Buffer.from(JSON.stringify(event)),
  decode: (_topic: string, bytes: Buffer | null): unknown => {
    try {
      return JSON.parse(String(bytes));
    } catch (cause) {
      throw new UnreadableRecordError('not JSON', { cause });
    }
  },
};

/** A consumer over memory twins whose handler writes each event's id down and says `re-<id>`. */
export class ConsumerRig {
  readonly broker: MemoryBroker;
  readonly outbox = new MemoryOutbox();
  readonly saved: string[] = [];
  readonly publisher: RecordPublisher;
  readonly #publishing: OutboxPublishing;
  readonly #committer: OutboxCommitter;
  readonly #tracer: Tracer;

  constructor(
    partitions = 1,
    publisher?: (own: RecordPublisher) => RecordPublisher,
    tracer: Tracer = noTracer,
  ) {
    this.#tracer = tracer;
    this.broker = new MemoryBroker({ partitions });
    const own = this.broker.publisher();
    this.publisher = publisher ? publisher(own) : own;
    this.#publishing = new OutboxPublishing(this.publisher, this.outbox, silentLogger, tracer);
    this.#committer = new OutboxCommitter({
      codec: jsonCodec,
      unitOfWork: new MemoryUnitOfWork(),
      outbox: this.outbox,
      publishing: this.#publishing,
      tracer,
    });
  }

  /** The handler under the runner; a step can be replaced. */
  handler(over: Partial<AnyHandler> = {}): AnyHandler {
    return {
      name: 'note-on-order',
      gather: async () => undefined,
      decide: (batch: readonly Received<Identified, unknown>[]) => ({
        changes: batch.map(({ event }) => event.eventId),
        events: batch.map(({ event }) => said(`re-${event.eventId}`)),
      }),
      save: async (tx: Transaction, changes: readonly string[]) =>
        stage(tx, () => this.saved.push(...changes)),
      ...over,
    };
  }

  consumer(handler: AnyHandler = this.handler(), over: Partial<ConsumerOptions> = {}): Consumer {
    return new Consumer({
      group: GROUP,
      subscriptions: [{ topics: ['orders'], handler }],
      source: this.broker.source(GROUP, ['orders']),
      codec: jsonCodec,
      committer: this.#committer,
      publisher: this.publisher,
      deadLetterTopicOf: (topic, group) => `${topic}.${group}.dlq`,
      logger: silentLogger,
      metrics: noMetrics,
      tracer: this.#tracer,
      random: () => 0,
      ...over,
    });
  }

  async publish(...notes: readonly (Note & { key?: string; traceparent?: string })[]): Promise<void> {
    await this.broker.publisher().publish(
      notes.map(({ key = 'key', traceparent, ...note }) => ({
        topic: 'orders',
        key,
        value: Buffer.from(JSON.stringify(note)),
        headers: traceparent === undefined ? {} : { traceparent },
      })),
    );
  }

  committed(partition = 0): number {
    return this.broker.committed(GROUP, { topic: 'orders', partition });
  }

  /** Ids of the replies that reached their topic. */
  replies(): string[] {
    return this.broker.records('replies').map(({ value }) => JSON.parse(String(value)).eventId);
  }
}
