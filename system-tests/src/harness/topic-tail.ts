import {
  type Codec,
  createCodec,
  type IncomingRecord,
  kafkaSource,
  type RecordSource,
  registryDirectory,
} from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { type EventOn, schemaText, subjectOf, type TopicName } from '@wanderluxe/schemas';
import { freshId, servers } from '@wanderluxe/testkit';

/** One record as it lies on its topic, and the event in it. */
export interface TailedEvent {
  readonly topic: TopicName;
  readonly key: string;
  readonly traceparent: string;
  readonly event: EventOn<TopicName>;
}

/** What is said on these topics from now on, to an observer of its own. */
export class TopicTail {
  readonly #codec: Codec;
  readonly #source: RecordSource;
  readonly #events: Promise<TailedEvent>[] = [];
  readonly #openedMs = Date.now();

  private constructor(codec: Codec, source: RecordSource) {
    this.#codec = codec;
    this.#source = source;
  }

  static async open(topics: readonly TopicName[]): Promise<TopicTail> {
    const { kafkaBrokers, registryUrl } = servers();
    const contracts = Object.fromEntries(topics.map((topic) => [topic, schemaText(topic)]));
    const codec = await createCodec({ directory: registryDirectory(registryUrl), contracts, subjectOf });
    const source = kafkaSource({
      brokers: kafkaBrokers,
      clientId: 'system-tests',
      groupId: freshId('system-tests'),
      topics,
      logger: silentLogger,
      onFatal: () => {},
    });
    const tail = new TopicTail(codec, source);
    await source.start({ offer: (records) => tail.#take(records), assigned: () => {} });
    return tail;
  }

  /** The events of one booking that have arrived by now, in no certain order over several topics. */
  async of(bookingId: string): Promise<TailedEvent[]> {
    const events = await Promise.all(this.#events);
    return events.filter(({ event }) => event.payload.bookingId === bookingId);
  }

  close(): Promise<void> {
    return this.#source.stop();
  }

  #take(records: readonly IncomingRecord[]): number {
    const fresh = records.filter(({ timestampMs }) => timestampMs >= this.#openedMs);
    this.#events.push(...fresh.map((record) => this.#read(record)));
    return records.length;
  }

  async #read({ topic, key, value, headers }: IncomingRecord): Promise<TailedEvent> {
    const event = (await this.#codec.decode(topic, value)) as EventOn<TopicName>;
    return { topic: topic as TopicName, key: `${key}`, traceparent: `${headers.traceparent}`, event };
  }
}
