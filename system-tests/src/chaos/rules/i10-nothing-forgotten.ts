import type { Evidence } from '../evidence/types.ts';
import type { Call } from '../load/history.ts';
import { acceptedIds, eventIdsByBooking, isAccepted } from './facts.ts';
import { judgeEach, type Rule, together } from './rule.ts';

/** Answers that say for certain that nothing was accepted. */
const CERTAINLY_NOT = new Set(['kafka_unavailable', 'redis_unavailable', 'overloaded', 'invalid_request']);

const isCertainRefusal = ({ code }: Call): boolean => code !== null && CERTAINLY_NOT.has(code);

function tracesOf(evidence: Evidence, id: string): string[] {
  const { bookings, reservations, payments, bank, records } = evidence;
  return [
    ...(bookings.some((row) => row.id === id) ? ['bookings'] : []),
    ...(reservations.some((row) => row.id === id) ? ['reservations'] : []),
    ...(payments.some((row) => row.id === id) ? ['payments'] : []),
    ...(bank.some(({ reference }) => reference === id) ? ["the bank's books"] : []),
    ...(records.some(({ event }) => event?.bookingId === id) ? ['the topics'] : []),
  ];
}

export const nothingForgotten: Rule = {
  id: 'I10',
  title: 'no acknowledged booking is forgotten; a refused one left no trace',
  check(evidence) {
    const initiated = eventIdsByBooking(evidence, 'BOOKING_INITIATED');
    const known = new Set(evidence.bookings.map(({ id }) => id));
    const forgotten = judgeEach(
      [...acceptedIds(evidence)],
      (id) => [
        ...(initiated.has(id) ? [] : ['accepted, and its request is on no topic']),
        ...(known.has(id) ? [] : ['accepted, and the ledger has no document']),
      ],
      (id) => id,
    );
    const books = evidence.calls.filter(({ what }) => what === 'book');
    const refused = [...Map.groupBy(books, ({ bookingId }) => bookingId)].filter(
      ([, calls]) => !calls.some(isAccepted) && calls.every(isCertainRefusal),
    );
    const traces = judgeEach(
      refused.map(([id]) => id),
      (id) => tracesOf(evidence, id).map((where) => `refused for certain, and there is a trace in ${where}`),
      (id) => id,
    );
    return together(forgotten, traces);
  },
};
