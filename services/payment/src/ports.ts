import type { Transaction } from '@wanderluxe/messaging';
import type { LookUp } from './domain/inquiry.ts';
import type { ChargeOutcome, Payment, PaymentChange } from './domain/payment.ts';

/** The truth about money: one row for each booking that the bank was asked about. */
export interface Payments {
  /** The rows of these bookings in one query, by booking id; those that have none are absent. */
  find(bookingIds: readonly string[]): Promise<ReadonlyMap<string, Payment>>;
  /**
   * Writes all changes in the transaction. When a row is not in the state that its change starts from, the
   * transaction must not commit: a ConflictError, at the latest from the unit of work.
   */
  save(tx: Transaction, changes: readonly PaymentChange[]): Promise<void>;
  /** Booking ids of UNKNOWN rows in ascending order, after the id given ('' for the first page). */
  unknownAfter(bookingId: string, limit: number): Promise<string[]>;
}

export interface ChargeRequest {
  /** Makes every attempt for a booking the same charge. */
  readonly key: string;
  readonly reference: string;
  /** With exactly the currency's decimals; above 0. */
  readonly amount: string;
  readonly currency: string;
  readonly traceId: string;
}

/** The bank. Safe to ask again at any time under the same key. */
export interface PaymentProvider {
  /**
   * One attempt, bounded in time. Whatever leaves it open whether money was captured is the value UNKNOWN.
   * @throws DependencyUnavailableError only when certainly nothing was sent.
   */
  charge(request: ChargeRequest): Promise<ChargeOutcome>;
  /**
   * What the bank says of a key now.
   * @throws DependencyUnavailableError when it did not say anything readable.
   */
  lookUp(key: string, traceId: string): Promise<LookUp>;
}

/** Reminders to ask the bank about UNKNOWN payments, later and again until they are resolved. */
export interface Inquiries {
  /**
   * Sees to it that each booking has one reminder; one that is there already stays as it is.
   * @throws DependencyUnavailableError when reminders may be missing: the next sweep adds them.
   */
  schedule(bookingIds: readonly string[]): Promise<void>;
}
