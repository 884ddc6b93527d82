import type { State } from '../chaos/evidence/types.ts';
import { outboxSeen } from './evidence.ts';
import type { Servers } from './world/servers.ts';

/** All that the promises speak of; times of rows and counts of attempts may change. */
export function stateOf(servers: Servers): State {
  const { rooms, payments, bookings, bank } = servers;
  const reservations = [...rooms.reservations.values()].map(
    ({ facts, state, reason, heldSeq, releasedSeq }) =>
      [`reservation ${facts.bookingId}`, { state, reason, heldSeq, releasedSeq }] as const,
  );
  const money = payments
    .all()
    .map(
      ({ facts, status, transactionId, refundId }) =>
        [`payment ${facts.bookingId}`, { facts, status, transactionId, refundId }] as const,
    );
  const documents = bookings.all().map((booking) => [`booking ${booking.bookingId}`, booking] as const);
  const books = bank.books.map((entry, line) => [`line ${line} of the bank's books`, entry] as const);
  // What answers a question may be said again with it, and is the same event then.
  const said = outboxSeen(servers).flatMap(({ service, records }) =>
    records.map(({ event }) => [`${service}: ${event?.eventType} of ${event?.bookingId}`, 'said'] as const),
  );
  return Object.fromEntries(
    [...reservations, ...money, ...documents, ...books, ...said].map(([name, stored]) => [
      name,
      JSON.stringify(stored),
    ]),
  );
}
