import { isDeepStrictEqual } from 'node:util';
import type { Handler, Outgoing } from '@wanderluxe/messaging';
import type { Booking, LedgerEvent } from '../domain/booking.ts';
import { fold, type NonEmpty } from '../domain/fold.ts';
import { outcomeOf } from '../domain/outcome.ts';
import type { BookingChange, Bookings } from '../ports.ts';

/** Bookings by id, as they are before the batch. */
type Known = ReadonlyMap<string, Booking>;

/**
 * Adds every event to its booking's record: all events of one booking in the batch make one write, events that are
 * known already make none. Says how a booking ended when it does.
 */
export const foldBookingEvents = ({
  bookings,
  nowMs,
}: {
  bookings: Bookings;
  nowMs: () => number;
}): Handler<LedgerEvent, Known, BookingChange> => ({
  name: 'fold-booking-events',

  async gather(batch) {
    const ids = new Set(batch.map(({ event }) => event.payload.bookingId));
    const known = await bookings.find([...ids]);
    return new Map(known.map((booking) => [booking.bookingId, booking]));
  },

  decide(batch, known) {
    const changes: BookingChange[] = [];
    const events: Outgoing[] = [];
    for (const [bookingId, news] of byBooking(batch.map(({ event }) => event))) {
      const before = known.get(bookingId);
      const after = fold(before, news);
      if (isDeepStrictEqual(before, after)) continue;
      changes.push({ before, after });
      const outcome = outcomeOf(before, after, news, nowMs());
      if (outcome) events.push(outcome);
    }
    return { changes, events };
  },

  save: (tx, changes) => bookings.save(tx, changes),
});

function byBooking(events: readonly LedgerEvent[]): Map<string, NonEmpty<LedgerEvent>> {
  const groups = new Map<string, [LedgerEvent, ...LedgerEvent[]]>();
  for (const event of events) {
    const group = groups.get(event.payload.bookingId);
    if (group) group.push(event);
    else groups.set(event.payload.bookingId, [event]);
  }
  return groups;
}
