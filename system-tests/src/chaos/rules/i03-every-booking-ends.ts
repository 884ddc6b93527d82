import { acceptedIds, byId, TERMINAL } from './facts.ts';
import { judgeEach, type Rule, together } from './rule.ts';

const unsettled = new Set(['PENDING', 'UNKNOWN', 'REFUNDING', 'NEEDS_OPERATOR']);

export const everyBookingEnds: Rule = {
  id: 'I3',
  title: 'every accepted booking ends within the bound after the last fault',
  check(evidence) {
    const { bookings, calls, restAtMs, unrest, boundMs, payments } = evidence;
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
      ({ status }) => (unsettled.has(status) ? [`the payment is still ${status}`] : []),
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
