import { silentLogger } from '@wanderluxe/runtime';
import { freshId, servers } from '@wanderluxe/testkit';
import type { Collection, Db, MongoClient } from 'mongodb';
import { Registry } from 'prom-client';
import type { AnyHandler, Received } from '../handler.ts';
import {
  connectMongo,
  connectProcessing,
  type KafkaAdmin,
  kafkaAdmin,
  type Processing,
  type ProcessingOptions,
  retryTopicsOf,
  sessionOf,
  type Transaction,
} from '../index.ts';
import type { Note } from './fixtures.ts';

export const PARTITIONS = 12;

interface Handled {
  _id: string;
}

const schemaText = JSON.stringify({
  type: 'record',
  name: 'Note',
  namespace: 'messaging.test',
  fields: [
    { name: 'eventId', type: 'string' },
    { name: 'text', type: 'string', default: '' },
  ],
});

export async function register(subject: string, schema: string, schemaType = 'AVRO'): Promise<number> {
  const response = await fetch(`${servers().registryUrl}/subjects/${subject}/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ schema, schemaType }),
  });
  return ((await response.json()) as { id: number }).id;
}

/** A service of its own over the real servers: fresh topics, subjects, group and database; it answers each note. */
export class ProcessingRig {
  readonly service = freshId('service');
  readonly notes = freshId('notes');
  readonly replies = freshId('replies');
  readonly fatal: Error[] = [];
  readonly #running: Processing[] = [];
  readonly client: MongoClient;
  readonly db: Db;
  readonly admin: KafkaAdmin;

  private constructor(client: MongoClient, admin: KafkaAdmin) {
    this.client = client;
    this.db = client.db(freshId('processing'));
    this.admin = admin;
  }

  static async start(): Promise<ProcessingRig> {
    const client = await connectMongo(servers().mongoUri, 'messaging-test');
    const { kafkaBrokers: brokers } = servers();
    const admin = await kafkaAdmin({ brokers, clientId: 'messaging-test', logger: silentLogger });
    const rig = new ProcessingRig(client, admin);
    await admin.createTopics(rig.#topics().map((topic) => ({ topic, partitions: PARTITIONS })));
    await admin.createTopics(rig.#retryTopics().map((topic) => ({ topic, partitions: 1 })));
    for (const topic of [rig.notes, rig.replies]) await register(`${topic}-value`, schemaText);
    return rig;
  }

  get handled(): Collection<Handled> {
    return this.db.collection<Handled>('handled');
  }

  deadLetterTopicOf = (topic: string, group: string): string => `${topic}.${group}.dlq`;

  /** Event ids are `<ordering id>-<number>`. */
  readonly retries = {
    orderingIdOf: (event: Note) => event.eventId.split('-')[0] as string,
    retryTopicOf: (topic: string, group: string, level: number) => `${topic}.${group}.retry.${level}`,
    delaysMs: [500, 1_000],
  };

  connect(over: Partial<Pick<ProcessingOptions, 'registryUrl' | 'retries'>> = {}): Promise<Processing> {
    const { kafkaBrokers: brokers, registryUrl } = servers();
    return connectProcessing({
      service: this.service,
      brokers,
      registryUrl,
      contracts: { [this.notes]: schemaText, [this.replies]: schemaText },
      subjectOf: (topic) => `${topic}-value`,
      logger: silentLogger,
      client: this.client,
      db: this.db,
      metricsRegistry: new Registry(),
      deadLetterTopicOf: this.deadLetterTopicOf,
      onFatal: (error) => this.fatal.push(error),
      ...over,
    }).then((processing) => {
      this.#running.push(processing);
      return processing;
    });
  }

  /** Handles what is not handled yet: a second row for a note would be a duplicate key. */
  handler(over: Partial<AnyHandler> = {}): AnyHandler {
    return {
      name: 'answer-on-note',
      gather: async (batch: readonly Received<Note>[]) => {
        const ids = batch.map(({ event }) => event.eventId);
        const known = await this.handled.find({ _id: { $in: ids } }).toArray();
        return new Set(known.map(({ _id }) => _id));
      },
      decide: (batch: readonly Received<Note>[], known: ReadonlySet<string>) => {
        const fresh = batch.map(({ event }) => event.eventId).filter((id) => !known.has(id));
        return { changes: fresh, events: fresh.map((id) => this.reply(id)) };
      },
      save: async (tx: Transaction, ids: readonly string[]) => {
        await this.handled.insertMany(
          ids.map((_id) => ({ _id })),
          { session: sessionOf(tx) },
        );
      },
      ...over,
    };
  }

  reply = (eventId: string) => ({
    topic: this.replies,
    key: eventId,
    event: { eventId, text: 'reply' },
    headers: {},
  });

  async publish(processing: Processing, ids: readonly string[]): Promise<void> {
    await processing.publisher.publish(
      ids.map((eventId) => ({
        topic: this.notes,
        key: eventId,
        value: processing.codec.encode(this.notes, { eventId, text: '' }),
        headers: {},
      })),
    );
  }

  /** Records in a topic. */
  async count(topic: string): Promise<number> {
    const offsets = await this.admin.offsets('nobody', topic);
    return offsets.reduce((sum, { end }) => sum + end, 0);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#running.splice(0).map((processing) => processing.stop()));
    await this.db.dropDatabase();
    await this.client.close();
    await this.admin.deleteTopics([...this.#topics(), ...this.#retryTopics()]);
    await this.admin.close();
    for (const topic of [this.notes, this.replies])
      await fetch(`${servers().registryUrl}/subjects/${topic}-value`, { method: 'DELETE' });
  }

  #topics(): string[] {
    return [this.notes, this.replies, this.deadLetterTopicOf(this.notes, this.service)];
  }

  #retryTopics(): string[] {
    return [...retryTopicsOf([this.notes], this.service, this.retries).keys()];
  }
}
