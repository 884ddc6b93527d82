import { WithdrawnError } from '../kafka/coalescing-publisher.ts';
import type {
  IncomingRecord,
  OutgoingRecord,
  RecordPublisher,
  RecordSink,
  RecordSource,
  TopicPartition,
} from '../ports.ts';

const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

/**
 * A broker in memory: logs of records, committed positions of groups, and groups whose members share the partitions
 * out. Any member that comes or goes rebalances its whole group.
 */
export class MemoryBroker {
  readonly #partitions: number;
  readonly #logs = new Map<string, IncomingRecord[]>();
  readonly #committed = new Map<string, number>();
  readonly #members = new Set<MemorySource>();

  constructor({ partitions = 1 }: { partitions?: number } = {}) {
    this.#partitions = partitions;
  }

  publisher(): RecordPublisher {
    return {
      publish: async (records, withdraw) => {
        if (withdraw?.aborted) throw new WithdrawnError();
        for (const record of records) this.#append(record);
        for (const member of this.#members) member.wake();
      },
      isHealthy: () => true,
      close: async () => {},
    };
  }

  /** A member of the group, once started. */
  source(group: string, topics: readonly string[]): RecordSource {
    return new MemorySource(this, group, topics);
  }

  join(member: MemorySource): void {
    this.#members.add(member);
    this.rebalance(member.group);
  }

  leave(member: MemorySource): void {
    if (this.#members.delete(member)) this.rebalance(member.group);
  }

  /** Shares the group's partitions out again, as when a member comes or goes. */
  rebalance(group: string): void {
    const members = [...this.#members].filter((member) => member.group === group);
    for (const [index, member] of members.entries())
      member.assign(
        member.topics
          .flatMap((topic) => this.partitionsOf(topic))
          .filter(({ partition }) => partition % members.length === index),
      );
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
  readonly group: string;
  readonly topics: readonly string[];
  readonly #broker: MemoryBroker;
  /** Of the partitions that are this member's. */
  #positions = new Map<string, TopicPartition & { position: number }>();
  readonly #paused = new Set<string>();
  #sink: RecordSink | undefined;

  constructor(broker: MemoryBroker, group: string, topics: readonly string[]) {
    this.#broker = broker;
    this.group = group;
    this.topics = topics;
  }

  async start(sink: RecordSink): Promise<void> {
    this.#sink = sink;
    this.#broker.join(this);
  }

  /** Positions go back to what is committed, pauses are lost. */
  assign(partitions: readonly TopicPartition[]): void {
    this.#paused.clear();
    this.#positions = new Map(
      partitions.map((partition) => [
        keyOf(partition),
        { ...partition, position: this.#broker.committed(this.group, partition) },
      ]),
    );
    this.#sink?.assigned(partitions);
    this.wake();
  }

  wake(): void {
    setImmediate(() => {
      for (const key of this.#positions.keys()) this.#deliver(key);
    });
  }

  resume(partitions: readonly TopicPartition[]): void {
    for (const partition of partitions) this.#paused.delete(keyOf(partition));
    this.wake();
  }

  async commit(positions: readonly (TopicPartition & { offset: number })[]): Promise<void> {
    for (const { offset, ...partition } of positions) this.#broker.store(this.group, partition, offset);
  }

  isJoined(): boolean {
    return this.#sink !== undefined;
  }

  async stop(): Promise<void> {
    this.#sink = undefined;
    this.#broker.leave(this);
  }

  #deliver(key: string): void {
    const at = this.#positions.get(key);
    if (!at || !this.#sink || this.#paused.has(key)) return;
    const records = this.#broker.log(at).slice(at.position);
    if (records.length === 0) return;
    const taken = this.#sink.offer(records);
    this.#positions.set(key, { ...at, position: at.position + taken });
    if (taken < records.length) this.#paused.add(key);
  }
}

function hash(text: string): number {
  let value = 0;
  for (const char of text) value = (value * 31 + char.charCodeAt(0)) >>> 0;
  return value;
}
