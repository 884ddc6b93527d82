import type { Transaction } from '@wanderluxe/messaging';
import type { LookUp } from './domain/inquiry.ts';
import type { ChargeOutcome, Due, ListedStatus, Payment } from './domain/payment.ts';
import type { RefundOutcome } from './domain/refund.ts';

/** The truth about money: one row for each booking that the bank was asked about, or that is not to be charged. */
export interface Payments {
  /** The rows of these bookings in one query, by booking id; those that have none are absent. */
  find(bookingIds: readonly string[]): Promise<ReadonlyMap<string, Payment>>;
  /**
   * Writes all rows in the transaction: version 1 is inserted, any other replaces the version before it. When a row
   * is not there or not at that version, the transaction must not commit: a ConflictError, at the latest from the
   * unit of work. So it is when one transaction holds two changes of a row that were both made of the same version.
   */
  save(tx: Transaction, changes: readonly Payment[]): Promise<void>;
  /**
   * Reminders for the rows that ask for this work, in ascending order of their booking ids. PENDING rows changed after
   * the time given are left to those who charge them.
   */
  due(due: Due, page: DuePage): Promise<Reminder[]>;
  /** Rows of this status that ask for work, in ascending order of their booking ids. */
  withStatus(status: ListedStatus, limit: number): Promise<Payment[]>;
}

export interface DuePage {
  /** '' for the first page. */
  readonly afterId: string;
  readonly limit: number;
  readonly pendingSinceMs: number;
}

export interface ChargeRequest {
  /** Makes every attempt for a booking the same charge. */
  readonly key: string;
  readonly reference: string;
  /** With exactly the currency's decimals; above 0. */
  readonly amount: string;
  readonly currency: string;
  /** Of the step that asks; so it is in the other request and in the look-up. */
  readonly traceparent: string;
}

export interface RefundRequest {
  /** Makes every attempt for a booking the same refund. */
  readonly key: string;
  /** The charge to pay back, whole. */
  readonly chargeKey: string;
  readonly traceparent: string;
}

/** The bank. Safe to ask again at any time under the same key. */
export interface PaymentProvider {
  /**
   * One attempt, bounded in time. Whatever leaves it open whether money was captured is the value UNKNOWN.
   * `announce` is awaited right before the request is sent; when it rejects, nothing is sent, and its error is thrown.
   * @throws DependencyUnavailableError only when certainly nothing was sent.
   */
  charge(request: ChargeRequest, announce: () => Promise<void>): Promise<ChargeOutcome>;
  /** One attempt, bounded in time. Never throws: whatever is not a refund is NOT_YET. */
  refund(request: RefundRequest): Promise<RefundOutcome>;
  /**
   * What the bank says of a key now.
   * @throws DependencyUnavailableError when it did not say anything readable.
   */
  lookUp(key: string, traceparent: string): Promise<LookUp>;
}

export interface Reminder {
  readonly bookingId: string;
  readonly due: Due;
  /** The payment's trace. */
  readonly traceId: string;
  /** Of the step that made it necessary; absent when a sweep found the row. */
  readonly traceparent?: string | undefined;
}

/** Reminders to do what rows ask for, later and again until it is done. The rows are the truth. */
export interface Reminders {
  /**
   * Sees to it that each booking has one reminder of each kind; one that is there already stays as it is.
   * @throws DependencyUnavailableError when reminders may be missing: the next sweep adds them.
   */
  schedule(reminders: readonly Reminder[]): Promise<void>;
  /**
   * Those of them that are not there.
   * @throws DependencyUnavailableError when the queue does not tell
   */
  missing(reminders: readonly Reminder[]): Promise<Reminder[]>;
}

/** How one turn ended. `attempt` sets the delay before the next; without it the reminder's own turns are counted. */
export type Turn = { readonly done: true } | { readonly done: false; readonly attempt?: number };

/** The work that reminders ask for. */
export interface Turns {
  /** One turn. Whatever it throws, the reminder is due again later; taken twice, it has its effect once. */
  take(reminder: Reminder): Promise<Turn>;
}

/** Calls a person, in the log and as a metric. */
export type Alarm = (kind: 'refund' | 'operator', fields: Readonly<Record<string, unknown>>) => void;
