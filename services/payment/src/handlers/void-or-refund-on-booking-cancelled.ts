import type { Handler } from '@wanderluxe/messaging';
import type { EventOn } from '@wanderluxe/schemas';
import { exactAmount, type Payment } from '../domain/payment.ts';
import { withdraw } from '../domain/undo.ts';
import { type Known, type ReactionOptions, reaction } from '../reacting.ts';

export type BookingCancelled = EventOn<'booking.cancellations'>;

/**
 * Pays back what was captured and keeps the rest from being captured, also when nothing was heard of the booking yet:
 * the row that is stored then stops the charge. The record tells no dates, so nothing is said before they are known.
 */
export const voidOrRefund = (options: ReactionOptions): Handler<BookingCancelled, Known, Payment> =>
  reaction('void-or-refund-on-booking-cancelled', options, ({ event }, known, atMs) => {
    const { bookingId, propertyId, userId, amount, currency } = event.payload;
    const exact = exactAmount({ amount, currency });
    const facts = { bookingId, propertyId, userId, amount: exact, currency, dates: null };
    return withdraw(known, { facts, reason: 'CANCELLED', traceId: event.metadata.traceId, atMs });
  });
