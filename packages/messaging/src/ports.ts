/** What the engine needs of a broker and of a database. Adapters stand beside; the runner imports only this. */

/** Position of a record. Offsets fit a JavaScript number up to 2^53 records in one partition. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export interface IncomingRecord extends TopicPartition {
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer>>;
  readonly timestampMs: number;
}

export interface OutgoingRecord {
  readonly topic: string;
  readonly key: string | Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string | Buffer>>;
}

export interface RecordPublisher {
  /**
   * Resolves when every record is acknowledged by all in-sync replicas, in the order given for each key.
   * A rejection leaves each record either published or not: publishing again must be harmless.
   * Aborting `withdraw` takes back what was not yet handed to the client, and only that: it rejects with
   * WithdrawnError, and is then certain not to be published. What was handed over stays in doubt until it settles.
   */
  publish(records: readonly OutgoingRecord[], withdraw?: AbortSignal): Promise<void>;
  /** True while the broker is believed to answer. */
  isHealthy(): boolean;
  close(): Promise<void>;
}

/** Told what a record source has. All calls come from one place, never at the same time for one partition. */
export interface RecordSink {
  /**
   * Takes a prefix of the records, as many as it has room for, and answers how many. The source pauses the
   * partition when that is not all of them and offers the rest again after `resume`.
   */
  offer(records: readonly IncomingRecord[]): number;
  /**
   * The partitions that are now this member's; records of all others are no longer its business. Delivery starts
   * again from the committed positions and nothing is paused, whatever was before.
   */
  assigned(partitions: readonly TopicPartition[]): void;
}

export interface RecordSource {
  /** Joins the group and delivers from the committed positions on; at least once. */
  start(sink: RecordSink): Promise<void>;
  resume(partitions: readonly TopicPartition[]): void;
  /** Stores, for each partition, the offset of the next record to deliver. */
  commit(positions: readonly (TopicPartition & { offset: number })[]): Promise<void>;
  /** True between joining the group and leaving or losing it. */
  isJoined(): boolean;
  /** Leaves the group; nothing is delivered afterwards. */
  stop(): Promise<void>;
}

declare const transactionBrand: unique symbol;
/** A running database transaction; only the adapter that made it looks inside. */
export interface Transaction {
  readonly [transactionBrand]: true;
}

export interface UnitOfWork {
  /**
   * Runs the body in one transaction and resolves once it is durable on a majority. The body may run more than
   * once (write conflict, unknown commit result), even after it took effect: it must be idempotent.
   */
  run(body: (tx: Transaction) => Promise<void>): Promise<void>;
}

/** All the events of one handled batch: they are published together or, after a crash, by the relay. */
export interface OutboxRow {
  readonly id: string;
  readonly createdAtMs: number;
  readonly records: readonly OutgoingRecord[];
}

export interface Outbox {
  append(tx: Transaction, row: OutboxRow): Promise<void>;
  markPublished(ids: readonly string[]): Promise<void>;
  /** Rows not yet marked, created at or before the time given, oldest first. */
  unpublished(createdBeforeMs: number, limit: number): Promise<OutboxRow[]>;
  /** Rows not yet marked that were created outside of the times given, both ends included. */
  countUnpublished(outside: { readonly fromMs: number; readonly toMs: number }): Promise<number>;
}

export interface Lease {
  /**
   * True while this holder has the lease; renews it when it is its own, takes it when it has run out. One that runs
   * longer than twice the time that this holder asks for was taken by a clock that was ahead, and is free too.
   */
  acquire(holder: string, nowMs: number, leaseMs: number): Promise<boolean>;
  release(holder: string): Promise<void>;
}

/** The events of one ordering id that must wait for each other, first come first. */
export interface ParkedRow {
  readonly orderingId: string;
  /** Ids of the events in line; the first one is due, the others wait behind it. Never empty. */
  readonly waiting: readonly string[];
  /** Those of them that are in a dead-letter topic, until an operator decides. */
  readonly dead: readonly string[];
  /** The retry topic's level and due time of whoever failed last; where the others wait meanwhile. */
  readonly level: number;
  readonly dueAtMs: number;
}

/**
 * Which ordering ids are parked, and who waits in what order. Each call is idempotent: a redelivery repeats it.
 * Throws DependencyUnavailableError while the store is away.
 */
export interface Parked {
  /** The rows of those of the ids that are parked. */
  find(orderingIds: readonly string[]): Promise<ParkedRow[]>;
  /** Parks the id, with the event last in line unless it has a place. */
  park(orderingId: string, eventId: string, at: { level: number; dueAtMs: number }): Promise<void>;
  /** Puts the event last in line unless it has a place; undefined when the id is not parked any more. */
  join(orderingId: string, eventId: string): Promise<ParkedRow | undefined>;
  /** Parks the id with the event dead in its place. */
  bury(orderingId: string, eventId: string): Promise<void>;
  /** The event is tried again: no longer dead, same place. */
  revive(orderingId: string, eventId: string): Promise<void>;
  /** The event is done with; with the last one the id is free. */
  leave(orderingId: string, eventId: string): Promise<void>;
}
