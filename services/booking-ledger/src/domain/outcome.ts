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
 * What to tell the world when these events took a booking to an end that it had not reached before. An end that it had
 * reached before comes first, once more: whoever wrote it may have died before it was published, and the topic is to
 * have a booking's ends in their order. It is the same event, so saying it again means nothing new.
 */
export function outcomesOf(
  before: Booking | undefined,
  after: Booking,
  events: NonEmpty<LedgerEvent>,
): Outcome[] {
  if (!outcomeTypes[after.status] || after.status === before?.status) return [];
  const { decidedBy } = judge(after.auditLog);
  // A status changes because of an entry that was not there before, so its event is one of these.
  const cause = events.find((event) => actionOf(event) === decidedBy?.action) as LedgerEvent;
  return [before, after].flatMap((booking) => (booking ? outcomeOf(booking, cause) : []));
}

/**
 * How a booking ended, if it has: the reason and the time are the deciding event's (SOLD_OUT, UNKNOWN_PROPERTY, DECLINED,
 * HOLD_EXPIRED, CANCELLED ...). The stay's dates and the trace, which are the booking's, are told by the cause at hand.
 */
function outcomeOf(booking: Booking, cause: LedgerEvent): Outcome[] {
  const eventType = outcomeTypes[booking.status];
  const { decidedBy } = judge(booking.auditLog);
  if (!eventType || !decidedBy) return [];
  const payload = {
    // A request to cancel decides nothing, so the cause is an event that carries the stay's dates.
    ...factsOf(cause.payload as BookingFacts),
    propertyId: booking.propertyId,
    userId: booking.userId,
    amount: booking.payment.amount,
    currency: booking.payment.currency,
    reason: decidedBy.reason ?? null,
    transactionId: booking.payment.transactionId ?? null,
  };
  const { traceId } = cause.metadata;
  const nowMs = decidedBy.timestampMs;
  return [
    eventOf({ topic: 'booking.outcomes', eventType, payload, origin: 'booking-ledger', traceId, nowMs }),
  ];
}
