import { formatAmount } from '@wanderluxe/schemas';
import type { BookingRequest } from './booking-request.ts';
import type { ConflictCode } from './claim.ts';
import type { JsonNumber } from './exact-json.ts';

export type BookingStatus = 'PENDING' | 'RESERVED' | 'CONFIRMED' | 'FAILED' | 'CANCELLED';

export interface AuditEntry {
  readonly action: string;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly reason?: string;
}

/** The ledger's document of a booking, as the specification names its fields; dates are ISO 8601 strings. */
export interface LedgerBooking {
  readonly _id: string;
  readonly userId: string;
  readonly propertyId: string;
  readonly status: BookingStatus;
  readonly payment: {
    readonly amount: JsonNumber;
    readonly currency: string;
    readonly status: string;
    readonly transactionId?: string;
  };
  readonly auditLog: readonly AuditEntry[];
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly version: number;
}

/**
 * What to tell a request whose booking id the ledger knows. The ledger keeps no idempotency keys: a request for the
 * very same thing is taken for a replay of the one that made the booking.
 */
export const conflictWithKnown = (known: LedgerBooking, request: BookingRequest): ConflictCode =>
  isSame(known, request) ? 'already_processed' : 'booking_exists';

const isSame = ({ propertyId, userId, payment }: LedgerBooking, request: BookingRequest): boolean =>
  propertyId === request.propertyId &&
  userId === request.userId &&
  payment.currency === request.currency &&
  formatAmount(payment.amount.text, payment.currency) === formatAmount(request.amount, request.currency);

/** The entry that says what a client wants, not what has been done. */
export const CANCELLATION_REQUESTED = 'CANCELLATION_REQUESTED';

/**
 * Whether nothing more is to come. A confirmed booking may still be cancelled, which is a story of its own; it goes on
 * once the ledger knows that it was asked for.
 */
export const hasOutcome = ({ status, auditLog }: LedgerBooking): boolean =>
  status === 'FAILED' || status === 'CANCELLED' || (status === 'CONFIRMED' && !wasAskedToCancel(auditLog));

export const wasAskedToCancel = (auditLog: readonly AuditEntry[]): boolean =>
  auditLog.some(({ action }) => action === CANCELLATION_REQUESTED);
