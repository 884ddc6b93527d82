import type {
  IncomingRecord,
  OutgoingRecord,
  RecordPublisher,
  RecordSink,
  RecordSource,
  TopicPartition,
} from '../ports.ts';

const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

/** A broker in memory: logs of records, committed positions of groups, one member for each group. */
export class MemoryBroker {
  readonly #partitions: number;
  readonly #logs = new Map<string, IncomingRecord[]>();
  readonly #committed = new Map<string, number>();
  readonly #sources = new Set<MemorySource>();

  constructor({ partitions = 1 }: { partitions?: number } = {}) {
    this.#partitions = partitions;
  }

  publisher(): RecordPublisher {
    return {
      publish: async (records) => {
        for (const record of records) this.#append(record);
        for (const source of this.#sources) source.wake();
      },
      isHealthy: () => true,
      close: async () => {},
    };
  }

  source(group: string, topics: readonly string[]): RecordSource {
    const source = new MemorySource(this, group, topics, () => this.#sources.delete(source));
    this.#sources.add(source);
    return source;
  }

  /** Everything ever published to a topic, in order within each partition. */
  records(topic: string): IncomingRecord[] {
    return this.partitionsOf(topic).flatMap((partition) => this.log(partition));
  }

  log(partition: TopicPartition): IncomingRecord[] {
    return this.#logs.get(keyOf(partition)) ?? [];
  }

  partitionsOf(topic: string): TopicPartition[] {
    return Array.from({ length: this.#partitions }, (_, partition) => ({ topic, partition }));
  }

  committed(group: string, partition: TopicPartition): number {
    return this.#committed.get(`${group}:${keyOf(partition)}`) ?? 0;
  }

  store(group: string, partition: TopicPartition, offset: number): void {
    this.#committed.set(`${group}:${keyOf(partition)}`, offset);
  }

  #append({ topic, key, value, headers }: OutgoingRecord): void {
    const partition = hash(String(key ?? '')) % this.#partitions;
    const log = this.#logs.get(keyOf({ topic, partition })) ?? [];
    this.#logs.set(keyOf({ topic, partition }), log);
    log.push({
      topic,
      partition,
      offset: log.length,
      key: key === null ? null : Buffer.from(key),
      value,
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, header]) => [name, Buffer.from(header)]),
      ),
      timestampMs: Date.now(),
    });
  }
}

class MemorySource implements RecordSource {
  readonly #broker: MemoryBroker;
  readonly #group: string;
  readonly #topics: readonly string[];
  readonly #onStop: () => void;
  readonly #positions = new Map<string, number>();
  readonly #paused = new Set<string>();
  #sink: RecordSink | undefined;

  constructor(broker: MemoryBroker, group: string, topics: readonly string[], onStop: () => void) {
    this.#broker = broker;
    this.#group = group;
    this.#topics = topics;
    this.#onStop = onStop;
  }

  async start(sink: RecordSink): Promise<void> {
    this.#sink = sink;
    this.rebalance();
  }

  /** As after a rebalance: positions go back to what is committed, pauses are lost. */
  rebalance(): void {
    const partitions = this.#topics.flatMap((topic) => this.#broker.partitionsOf(topic));
    this.#paused.clear();
    for (const partition of partitions) {
      this.#positions.set(keyOf(partition), this.#broker.committed(this.#group, partition));
    }
    this.#sink?.assigned(partitions);
    this.wake();
  }

  wake(): void {
    setImmediate(() => this.#deliver());
  }

  resume(partitions: readonly TopicPartition[]): void {
    for (const partition of partitions) this.#paused.delete(keyOf(partition));
    this.wake();
  }

  async commit(positions: readonly (TopicPartition & { offset: number })[]): Promise<void> {
    for (const { offset, ...partition } of positions) this.#broker.store(this.#group, partition, offset);
  }

  isJoined(): boolean {
    return this.#sink !== undefined;
  }

  async stop(): Promise<void> {
    this.#sink = undefined;
    this.#onStop();
  }

  #deliver(): void {
    for (const partition of this.#topics.flatMap((topic) => this.#broker.partitionsOf(topic)))
      this.#deliverFrom(partition);
  }

  #deliverFrom(partition: TopicPartition): void {
    const key = keyOf(partition);
    if (!this.#sink || this.#paused.has(key)) return;
    const position = this.#positions.get(key) ?? 0;
    const records = this.#broker.log(partition).slice(position);
    if (records.length === 0) return;
    const taken = this.#sink.offer(records);
    this.#positions.set(key, position + taken);
    if (taken < records.length) this.#paused.add(key);
  }
}

function hash(text: string): number {
  let value = 0;
  for (const char of text) value = (value * 31 + char.charCodeAt(0)) >>> 0;
  return value;
}
