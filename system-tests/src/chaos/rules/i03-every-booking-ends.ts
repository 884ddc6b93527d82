import { acceptedIds, byId, TERMINAL } from './facts.ts';
import { judgeEach, type Rule, together } from './rule.ts';

const unsettled = new Set(['UNKNOWN', 'REFUNDING', 'NEEDS_OPERATOR']);

export const everyBookingEnds: Rule = {
  id: 'I3',
  title: 'every accepted booking ends within the bound after the last fault',
  check(evidence) {
    const { bookings, calls, restAtMs, unrest, boundMs, payments, reservations, bank } = evidence;
    const reservationOf = byId(reservations);
    const charged = new Set(bank.map(({ reference }) => reference));
    const bookingOf = byId(bookings);
    const accepted = judgeEach(
      [...acceptedIds(evidence)],
      (id) => {
        const status = bookingOf.get(id)?.status;
        return status && TERMINAL.has(status)
          ? []
          : [`accepted, and ${status ?? 'unknown to the ledger'} at the end`];
      },
      (id) => id,
    );
    // Whatever the ledger knows was on its topic, also when the client never learned of it.
    const known = judgeEach(
      bookings,
      ({ status }) => (TERMINAL.has(status) ? [] : [`still ${status}`]),
      ({ id }) => id,
    );
    const unknown = judgeEach(
      payments,
      // A cancellation heard first waits for the reservation; of a rejected booking there will never be one.
      ({ id, status }) =>
        unsettled.has(status) && (reservationOf.get(id)?.state !== 'REJECTED' || charged.has(id))
          ? [`the payment is still ${status}`]
          : [],
      ({ id }) => id,
    );
    const cancelled = judgeEach(
      calls.filter(({ what, status }) => what === 'cancel' && status === 202),
      ({ bookingId }) =>
        bookingOf.get(bookingId)?.status === 'CONFIRMED'
          ? ['its cancellation was accepted, and it is CONFIRMED']
          : [],
      ({ bookingId }) => bookingId,
    );
    const rest =
      restAtMs === null ? unrest.map((what) => ({ what: `not at rest after ${boundMs} ms: ${what}` })) : [];
    return together(accepted, known, unknown, cancelled, { checked: 1, violations: rest });
  },
};
