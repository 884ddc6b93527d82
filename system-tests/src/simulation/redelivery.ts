import type { Verdict } from '../chaos/rules/index.ts';
import { judgeEach, together } from '../chaos/rules/rule.ts';
import { outboxSeen } from './evidence.ts';
import type { Servers } from './world/servers.ts';

/** What is stored of each thing, as text. */
export type State = ReadonlyMap<string, string>;

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
  return new Map(
    [...reservations, ...money, ...documents, ...books, ...said].map(([name, stored]) => [
      name,
      JSON.stringify(stored),
    ]),
  );
}

/** I7: after everything was delivered once more, and what was then still under way when the bound was over. */
export function judgeSameState(before: State, after: State, unrest: readonly string[]): Verdict {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const same = judgeEach(names, (name) =>
    before.get(name) === after.get(name)
      ? []
      : [`${name} was ${before.get(name)}, and is ${after.get(name)} after another delivery`],
  );
  const rest = judgeEach(unrest, (what) => [`not at rest after another delivery: ${what}`]);
  return {
    rule: 'I7',
    title: 'delivering everything once more changes nothing that is stored',
    ...together(same, rest),
  };
}
