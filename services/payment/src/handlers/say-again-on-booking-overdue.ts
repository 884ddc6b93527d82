import type { Handler } from '@wanderluxe/messaging';
import type { EventOn } from '@wanderluxe/schemas';
import { exactAmount, NOTHING_TO_SAY, type Payment } from '../domain/payment.ts';
import { withdraw } from '../domain/undo.ts';
import { type Known, type ReactionOptions, reaction, sayAgain } from '../reacting.ts';

export type BookingOverdue = EventOn<'booking.overdue'>;

/**
 * Says again what was said last of a booking that has no end: somebody has not heard it. A cancellation that was not heard here is
 * heard now. A payment whose fate is open stays so: nothing is said that is not known.
 */
export const sayAgainOnBookingOverdue = (options: ReactionOptions): Handler<BookingOverdue, Known, Payment> =>
  reaction('say-again-on-booking-overdue', options, ({ event }, known, atMs) => {
    const { bookingId, propertyId, userId, amount, currency, cancellationRequested } = event.payload;
    const exact = exactAmount({ amount, currency });
    const facts = { bookingId, propertyId, userId, amount: exact, currency, dates: null };
    const undo = { facts, reason: 'CANCELLED', traceId: event.metadata.traceId, atMs } as const;
    const answer = cancellationRequested ? withdraw(known, undo) : NOTHING_TO_SAY;
    return answer.changes.length > 0 ? answer : sayAgain(known);
  });
