import type { IncomingRecord, RecordSink, RecordSource, TopicPartition } from '../ports.ts';
import type { Assignment } from './broker.ts';

/** Runs something later. */
export type Defer = (run: () => void) => void;

export const partitionKeyOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

/** What a member needs of its broker. */
export interface Membership {
  join(member: MemorySource): void;
  leave(member: MemorySource): void;
  assignmentOf(member: MemorySource): Assignment | undefined;
  committed(group: string, partition: TopicPartition): number;
  store(group: string, partition: TopicPartition, offset: number): void;
  log(partition: TopicPartition): IncomingRecord[];
}

type Position = TopicPartition & { position: number };

/** A member of a group. It goes on as it was until it hears of a rebalance, but its commits are refused meanwhile. */
export class MemorySource implements RecordSource {
  readonly group: string;
  readonly topics: readonly string[];
  readonly #broker: Membership;
  readonly #defer: Defer;
  /** Of the partitions that are this member's as far as it has heard. */
  #positions = new Map<string, Position>();
  #generation = -1;
  readonly #paused = new Set<string>();
  /** Partitions that will be looked at soon. */
  readonly #waking = new Set<string>();
  #sink: RecordSink | undefined;

  constructor(broker: Membership, group: string, topics: readonly string[], defer: Defer) {
    this.#broker = broker;
    this.group = group;
    this.topics = topics;
    this.#defer = defer;
  }

  async start(sink: RecordSink): Promise<void> {
    this.#sink = sink;
    this.#broker.join(this);
  }

  /** The broker has shared the partitions out again. */
  rebalanced(): void {
    this.#defer(() => this.#takeOver());
  }

  wake(key: string): void {
    if (!this.#positions.has(key) || this.#waking.has(key) || this.#paused.has(key)) return;
    this.#waking.add(key);
    this.#defer(() => {
      this.#waking.delete(key);
      this.#deliver(key);
    });
  }

  resume(partitions: readonly TopicPartition[]): void {
    for (const key of partitions.map(partitionKeyOf)) {
      this.#paused.delete(key);
      this.wake(key);
    }
  }

  /** What a member says in is the generation that it knows: what is on its way is not carried into a later one. */
  get generation(): number {
    return this.#generation;
  }

  async commit(
    positions: readonly (TopicPartition & { offset: number })[],
    generation = this.#generation,
  ): Promise<void> {
    if (this.#broker.assignmentOf(this)?.generation !== generation)
      throw new Error('the group is rebalancing: this member has not heard of it yet');
    for (const { offset, ...partition } of positions) this.#broker.store(this.group, partition, offset);
  }

  isJoined(): boolean {
    return this.#sink !== undefined;
  }

  async stop(): Promise<void> {
    this.#sink = undefined;
    this.#broker.leave(this);
  }

  /** Positions go back to what is committed, pauses are lost. */
  #takeOver(): void {
    const assignment = this.#broker.assignmentOf(this);
    if (!assignment || !this.#sink || assignment.generation === this.#generation) return;
    this.#generation = assignment.generation;
    this.#paused.clear();
    this.#positions = new Map(
      assignment.partitions.map((partition) => [
        partitionKeyOf(partition),
        { ...partition, position: this.#broker.committed(this.group, partition) },
      ]),
    );
    this.#sink.assigned(assignment.partitions);
    for (const key of this.#positions.keys()) this.wake(key);
  }

  #deliver(key: string): void {
    const at = this.#positions.get(key);
    if (!at || !this.#sink || this.#paused.has(key)) return;
    const records = this.#broker.log(at).slice(at.position);
    if (records.length === 0) return;
    const taken = this.#sink.offer(records);
    at.position += taken;
    if (taken < records.length) this.#paused.add(key);
  }
}
