import type { EventOn, TopicName } from '@wanderluxe/schemas';

/** Every event that the ledger hears: all but its own two and the question between inventory and payment. */
export type LedgerEvent = { [T in InboundTopic]: EventOn<T> }[InboundTopic];
export type InboundTopic = Exclude<TopicName, 'booking.outcomes' | 'booking.overdue' | 'hold.expired'>;

export const bookingStatuses = ['PENDING', 'RESERVED', 'CONFIRMED', 'FAILED', 'CANCELLED'] as const;
export type BookingStatus = (typeof bookingStatuses)[number];

/**
 * PENDING    nothing is known of the money yet
 * CAPTURED   the whole amount was taken (for a complimentary stay: nothing had to be)
 * DECLINED   nothing was taken: the bank refused, or the payment was given up
 * REFUNDED   what was taken was paid back in full
 * CANCELLED  nothing was taken and nothing will be: no room, or the charge was called off (cancelled, hold ended)
 */
export type PaymentStatus = 'PENDING' | 'CAPTURED' | 'DECLINED' | 'REFUNDED' | 'CANCELLED';

/** In the order that entries of one millisecond are shown in. */
export const actions = [
  'RECEIVED',
  'INVENTORY_RESERVED',
  'INVENTORY_REJECTED',
  'PAYMENT_SUCCESS',
  'PAYMENT_FAILED',
  'CANCELLATION_REQUESTED',
  'PAYMENT_REFUNDED',
  'INVENTORY_RELEASED',
] as const;
export type Action = (typeof actions)[number];

/** A booking has each action at most once, so the log is a set, shown in event-time order. */
export interface AuditEntry {
  readonly action: Action;
  readonly timestampMs: number;
  /** Only where the event has one: SOLD_OUT, DECLINED, HOLD_EXPIRED, the client's words of a cancellation (if any). */
  readonly reason?: string;
}

export interface Payment {
  /** Plain decimal with exactly the currency's decimals: "5000.00". */
  readonly amount: string;
  readonly currency: string;
  /** The bank's id; absent until captured, and for a complimentary stay. */
  readonly transactionId?: string;
  readonly status: PaymentStatus;
}

/** The saga's record of one booking: the specification's document, in memory. */
export interface Booking {
  readonly bookingId: string;
  readonly userId: string;
  readonly propertyId: string;
  readonly status: BookingStatus;
  readonly payment: Payment;
  readonly auditLog: readonly AuditEntry[];
  /** Time of the earliest event. */
  readonly createdAtMs: number;
  /** Time of the latest event. */
  readonly updatedAtMs: number;
  /** Number of events applied. */
  readonly version: number;
}
