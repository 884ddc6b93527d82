import type { Handler, Received } from '@wanderluxe/messaging';
import { type BookingInitiated, type EventOn, type OutgoingEvent, saidAgain } from '@wanderluxe/schemas';
import { type Reservation, ReservationState } from '../domain/reservation.ts';
import type { NewReservation } from '../ports.ts';
import { answeredEvent, releasedEvent } from './events.ts';
import {
  type ReserveEdges,
  type ReserveFacts,
  reserveRoomsOnBookingInitiated,
} from './reserve-rooms-on-booking-initiated.ts';

export type BookingOverdue = EventOn<'booking.overdue'>;

export interface OverdueFacts {
  readonly known: ReadonlyMap<string, Reservation>;
  /** Requests that were never heard here. */
  readonly requests: readonly Received<BookingInitiated>[];
  readonly taken: ReserveFacts;
  readonly nowMs: number;
}

/**
 * Says again what was said of a booking that has no end: somebody has not heard it. A booking that is not known here is
 * one whose request was never heard: it is heard now.
 */
export function sayAgainOnBookingOverdue(
  edges: ReserveEdges,
): Handler<BookingOverdue, OverdueFacts, NewReservation> {
  const reserve = reserveRoomsOnBookingInitiated(edges);
  return {
    name: 'say-again-on-booking-overdue',

    async gather(batch) {
      const known = await edges.reservations.find(batch.map(({ event }) => event.payload.bookingId));
      const unheard = batch.filter(({ event }) => !known.has(event.payload.bookingId));
      const requests = unheard.flatMap((one) => requestIn(one) ?? []);
      return { known, requests, taken: await reserve.gather(requests), nowMs: edges.nowMs() };
    },

    decide(batch, { known, requests, taken, nowMs }) {
      const { changes, events } = reserve.decide(requests, taken);
      const again = batch.flatMap(({ event }) => {
        const reservation = known.get(event.payload.bookingId);
        return reservation ? wordsOf(reservation, nowMs).map(saidAgain) : [];
      });
      return { changes, events: [...events, ...again] };
    },

    save: (tx, changes) => reserve.save(tx, changes),

    async settle(changes, causes) {
      await reserve.settle?.(changes, causes);
    },
  };
}

/** All that was said of it. */
function wordsOf(reservation: Reservation, nowMs: number): OutgoingEvent[] {
  const { facts, state, traceId, reason } = reservation;
  const answered = answeredEvent(reservation);
  if (state !== ReservationState.RELEASED) return [answered];
  const because = reason as Parameters<typeof releasedEvent>[1];
  return [answered, releasedEvent(facts, because, { traceId }, nowMs)];
}

/** The request as the ledger has heard it; undefined when it has not, either. */
function requestIn({ event, ...rest }: Received<BookingOverdue>): Received<BookingInitiated> | undefined {
  const { dates, cancellationRequested: _, ...facts } = event.payload;
  if (dates === null) return undefined;
  return { ...rest, event: { ...event, eventType: 'BOOKING_INITIATED', payload: { ...facts, dates } } };
}
