import { isDeepStrictEqual } from 'node:util';
import type { Handler, Outgoing, Transaction } from '@wanderluxe/messaging';
import type { Booking, LedgerEvent } from '../domain/booking.ts';
import { fold, type NonEmpty } from '../domain/fold.ts';
import { openedBy } from '../domain/open-booking.ts';
import { outcomesOf } from '../domain/outcome.ts';
import type { SagaMetrics } from '../metrics.ts';
import type { BookingChange, Bookings, OpenBookings } from '../ports.ts';

/** Bookings by id, as they are before the batch. */
type Known = ReadonlyMap<string, Booking>;

export interface FoldEdges {
  readonly bookings: Bookings;
  readonly openBookings: Pick<OpenBookings, 'add'>;
  /** How long a booking may be open before somebody asks. */
  readonly overdueMs: number;
  readonly metrics: Pick<SagaMetrics, 'changed'>;
  readonly nowMs: () => number;
}

/**
 * Adds every event to its booking's record: all events of one booking in the batch make one write, events that are
 * known already make none. Says how a booking ended when it does, and remembers those that are still to end.
 */
export const foldBookingEvents = ({
  bookings,
  openBookings,
  overdueMs,
  metrics,
  nowMs,
}: FoldEdges): Handler<LedgerEvent, Known, BookingChange> => ({
  name: 'fold-booking-events',
  // A request may reach its topic twice, with two times; the earlier stands, in however many batches they come.
  seesRepetitions: true,

  // A record is written once and rewritten seldom: what ends nothing goes with what does.
  mayWait: ({ eventType }) => eventType === 'BOOKING_INITIATED' || eventType === 'INVENTORY_RESERVED',

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
      const opened = openedBy(before, after, news);
      changes.push({ before, after, ...(opened && { opened }) });
      events.push(...outcomesOf(before, after, news));
    }
    return { changes, events };
  },

  async save(tx, changes) {
    await bookings.save(tx, changes);
    await remember(tx, changes, { openBookings, overdueMs, atMs: nowMs() });
  },

  async settle(changes) {
    metrics.changed(changes);
  },
});

async function remember(
  tx: Transaction,
  changes: readonly BookingChange[],
  { openBookings, overdueMs, atMs }: Pick<FoldEdges, 'openBookings' | 'overdueMs'> & { atMs: number },
): Promise<void> {
  const opening = changes.filter(({ opened }) => opened);
  const [first] = opening;
  if (!first) return;
  // One of these changes is in no other batch: versions are written once.
  const id = `${first.after.bookingId}/${first.after.version}`;
  const opened = opening.flatMap((change) => change.opened ?? []);
  await openBookings.add(tx, { id, dueAtMs: atMs + overdueMs, isAsked: false, bookings: opened });
}

function byBooking(events: readonly LedgerEvent[]): Map<string, NonEmpty<LedgerEvent>> {
  const groups = new Map<string, [LedgerEvent, ...LedgerEvent[]]>();
  for (const event of events) {
    const group = groups.get(event.payload.bookingId);
    if (group) group.push(event);
    else groups.set(event.payload.bookingId, [event]);
  }
  return groups;
}
