import type { BookingCancellationRequestedPayload } from '@wanderluxe/schemas';
import { type LedgerBooking, wasAskedToCancel } from './known-booking.ts';

/**
 * What a request to cancel does to a booking, as the ledger shows it.
 * | the ledger shows               | the request is           |
 * | FAILED                         | refused                  |
 * | CANCELLED, or asked for before | accepted, nothing is due |
 * | anything else                  | accepted and passed on   |
 */
export type CancellationVerdict = 'failed' | 'asked_before' | 'due';

export function judgeCancellation({ status, auditLog }: LedgerBooking): CancellationVerdict {
  if (status === 'FAILED') return 'failed';
  return wasAskedToCancel(auditLog) || status === 'CANCELLED' ? 'asked_before' : 'due';
}

/** The booking's facts as the ledger has them, with the client's words ("" when there are none). */
export const cancellationOf = (
  { _id, propertyId, userId, payment }: LedgerBooking,
  reason: string,
): BookingCancellationRequestedPayload => ({
  bookingId: _id,
  propertyId,
  userId,
  amount: payment.amount.text,
  currency: payment.currency,
  reason,
});
