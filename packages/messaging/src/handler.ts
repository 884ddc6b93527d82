import type { OpenSpan } from '@wanderluxe/runtime';
import type { IncomingRecord, Transaction } from './ports.ts';
import type { Causes } from './runner/causes.ts';

/** The least that the runner must know of an event: what makes two deliveries the same. */
export interface Identified {
  readonly eventId: string;
}

/** A decoded record on its way through a handler. */
export interface Received<E extends Identified, P = undefined> {
  readonly event: E;
  readonly record: IncomingRecord;
  /** What `prepare` returned for it. */
  readonly prepared: P;
  /** The step of its trace that handles it; undefined when that is not recorded. */
  readonly span?: OpenSpan | undefined;
}

/** An event to say, before encoding. */
export interface Outgoing {
  readonly topic: string;
  readonly key: string;
  readonly event: unknown;
  readonly headers: Readonly<Record<string, string>>;
  /** The traceparent of the step that says it, when that is recorded. */
  readonly parent?: string | undefined;
}

export interface Decisions<C> {
  readonly changes: readonly C[];
  readonly events: readonly Outgoing[];
}

/**
 * One reaction to the events of one or more topics, in named steps. A batch holds each event at most once, in
 * the order of its partition; partitions are interleaved. Rely on no order across batches: a redelivery, or a record
 * that is tried again after a failure of its own, comes later than its successors.
 *
 * prepare  for each record on its own, many at once, in any order (a slow call such as a bank charge)
 * gather   reads what the decisions need; idempotent; outside the transaction
 * decide   pure: facts in, changes and events out
 * save     writes the changes inside the transaction that also stores the events; may run twice
 * settle   after the commit and before the offsets: effects outside the database; idempotent. Tried until it succeeds
 *          with the same changes; after a crash in between, the redelivered record must yield the change once more
 *
 * `traceparent` and `causes` are for what leaves the process in these steps, such as a call or a job: its trace goes on.
 * The headers of events are seen to by the runner.
 *
 * A step throws DependencyUnavailableError to be tried again in place, ConflictError (save only) to be gathered
 * again; anything else is the record's own failure.
 */
export interface Handler<E extends Identified, F = unknown, C = unknown, P = undefined> {
  /** Shown in logs, metrics and dead letters: its file's name. */
  readonly name: string;
  /**
   * True when it wants every repetition within a batch, as one that was said twice may have two times. By default only
   * the first that arrived is handed over.
   */
  readonly seesRepetitions?: boolean;
  /**
   * True for an event that nobody waits for: while much comes, it may be handled up to three seconds late, together with a
   * later one of its ordering id.
   */
  mayWait?(event: E): boolean;
  prepare?(received: { event: E; record: IncomingRecord; traceparent: string | undefined }): Promise<P>;
  gather(batch: readonly Received<E, P>[]): Promise<F>;
  decide(batch: readonly Received<E, P>[], facts: F): Decisions<C>;
  save(tx: Transaction, changes: readonly C[]): Promise<void>;
  settle?(changes: readonly C[], causes: Pick<Causes, 'of'>): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: a list of handlers holds many instantiations; each is checked where it is made
export type AnyHandler = Handler<any, any, any, any>;

/** Which handler hears which topics. A service lists its own in `subscriptions.ts`. */
export interface Subscription {
  readonly topics: readonly string[];
  readonly handler: AnyHandler;
}
