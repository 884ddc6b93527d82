import { WithdrawnError } from '../kafka/coalescing-publisher.ts';
import type { IncomingRecord, OutgoingRecord, RecordPublisher, TopicPartition } from '../ports.ts';
import { type Defer, MemorySource, partitionKeyOf } from './source.ts';

const hash = (text: string): number => {
  let value = 0;
  for (let at = 0; at < text.length; at += 1) value = (value * 31 + text.charCodeAt(at)) >>> 0;
  return value;
};

interface Group {
  /** Raised by each rebalance: what a member says that has not heard of it yet is refused. */
  generation: number;
  readonly members: Set<MemorySource>;
}

/** What a member is given by a rebalance. */
export interface Assignment {
  readonly generation: number;
  readonly partitions: readonly TopicPartition[];
}

/**
 * A broker in memory: logs of records, committed positions of groups, and groups whose members share the partitions
 * out. Any member that comes or goes rebalances its whole group; each member hears of it a moment later.
 */
export class MemoryBroker {
  readonly #partitions: number;
  readonly #logs = new Map<string, IncomingRecord[]>();
  readonly #committed = new Map<string, number>();
  readonly #groups = new Map<string, Group>();

  constructor({ partitions = 1 }: { partitions?: number } = {}) {
    this.#partitions = partitions;
  }

  publisher(): RecordPublisher {
    return {
      publish: async (records, withdraw) => {
        if (withdraw?.aborted) throw new WithdrawnError();
        this.append(records);
      },
      isHealthy: () => true,
      close: async () => {},
    };
  }

  /** A member of the group, once started. `defer` says when it hears of what has happened, in any order. */
  source(group: string, topics: readonly string[], defer: Defer = setImmediate): MemorySource {
    return new MemorySource(this, group, topics, defer);
  }

  append(records: readonly OutgoingRecord[]): void {
    const written = new Set(records.map((record) => this.#append(record)));
    for (const { members } of this.#groups.values())
      for (const member of members) for (const key of written) member.wake(key);
  }

  join(member: MemorySource): void {
    this.#groupOf(member.group).members.add(member);
    this.rebalance(member.group);
  }

  leave(member: MemorySource): void {
    if (this.#groupOf(member.group).members.delete(member)) this.rebalance(member.group);
  }

  /** Shares the group's partitions out again, as when a member comes or goes. */
  rebalance(group: string): void {
    const { members } = this.#groupOf(group);
    this.#groupOf(group).generation += 1;
    for (const member of members) member.rebalanced();
  }

  /** What the member has now; undefined when the group does not know it (any more). */
  assignmentOf(member: MemorySource): Assignment | undefined {
    const { members, generation } = this.#groupOf(member.group);
    const index = [...members].indexOf(member);
    if (index < 0) return undefined;
    const partitions = member.topics
      .flatMap((topic) => this.partitionsOf(topic))
      .filter(({ partition }) => partition % members.size === index);
    return { generation, partitions };
  }

  /** Everything ever published to a topic, in order within each partition. */
  records(topic: string): IncomingRecord[] {
    return this.partitionsOf(topic).flatMap((partition) => this.log(partition));
  }

  log(partition: TopicPartition): IncomingRecord[] {
    return this.#logs.get(partitionKeyOf(partition)) ?? [];
  }

  partitionsOf(topic: string): TopicPartition[] {
    return Array.from({ length: this.#partitions }, (_, partition) => ({ topic, partition }));
  }

  /** The partition of a record with this key. */
  partitionOf({ topic, key }: Pick<OutgoingRecord, 'topic' | 'key'>): TopicPartition {
    return { topic, partition: hash(String(key ?? '')) % this.#partitions };
  }

  committed(group: string, partition: TopicPartition): number {
    return this.#committed.get(`${group}:${partitionKeyOf(partition)}`) ?? 0;
  }

  store(group: string, partition: TopicPartition, offset: number): void {
    this.#committed.set(`${group}:${partitionKeyOf(partition)}`, offset);
  }

  #groupOf(name: string): Group {
    const group = this.#groups.get(name) ?? { generation: 0, members: new Set() };
    this.#groups.set(name, group);
    return group;
  }

  #append({ topic, key, value, headers }: OutgoingRecord): string {
    const partition = this.partitionOf({ topic, key });
    const name = partitionKeyOf(partition);
    const log = this.#logs.get(name) ?? [];
    this.#logs.set(name, log);
    log.push({
      ...partition,
      offset: log.length,
      key: key === null ? null : Buffer.from(key),
      value,
      headers: Object.fromEntries(
        Object.entries(headers).map(([header, text]) => [header, Buffer.from(text)]),
      ),
      timestampMs: Date.now(),
    });
    return name;
  }
}
