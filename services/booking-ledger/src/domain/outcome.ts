import { type BookingFacts, eventOf, factsOf, type OutgoingEvent } from '@wanderluxe/schemas';
import type { Booking, BookingStatus, LedgerEvent } from './booking.ts';
import type { NonEmpty } from './fold.ts';
import { judge } from './status.ts';
import { actionOf } from './step.ts';

type Outcome = OutgoingEvent<'booking.outcomes'>;

const outcomeTypes: Partial<Record<BookingStatus, Outcome['event']['eventType']>> = {
  CONFIRMED: 'BOOKING_CONFIRMED',
  FAILED: 'BOOKING_FAILED',
  CANCELLED: 'BOOKING_CANCELLED',
};

/**
 * What to tell the world when these events took a booking to an end that it had not reached before; the reason is
 * the deciding event's (SOLD_OUT, UNKNOWN_PROPERTY, DECLINED, HOLD_EXPIRED, CANCELLED ...), the trace too.
 */
export function outcomeOf(
  before: Booking | undefined,
  after: Booking,
  events: NonEmpty<LedgerEvent>,
  nowMs: number,
): Outcome | undefined {
  const eventType = outcomeTypes[after.status];
  if (!eventType || after.status === before?.status) return undefined;
  const { decidedBy } = judge(after.auditLog);
  // A status changes because of an entry that was not there before, so its event is one of these.
  const cause = events.find((event) => actionOf(event) === decidedBy?.action) as LedgerEvent;
  const payload = {
    // A request to cancel decides nothing, so the deciding event is one that carries the stay's dates.
    ...factsOf(cause.payload as BookingFacts),
    propertyId: after.propertyId,
    userId: after.userId,
    amount: after.payment.amount,
    currency: after.payment.currency,
    reason: decidedBy?.reason ?? null,
    transactionId: after.payment.transactionId ?? null,
  };
  const { traceId } = cause.metadata;
  return eventOf({ topic: 'booking.outcomes', eventType, payload, origin: 'booking-ledger', traceId, nowMs });
}
