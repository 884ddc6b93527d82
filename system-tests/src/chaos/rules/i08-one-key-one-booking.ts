import { events, isAccepted, sufferedBy } from './facts.ts';
import { judgeEach, type Rule } from './rule.ts';

const SAME_REQUEST_AGAIN = new Set([null, 'idempotency_key_in_progress', 'already_processed']);

export const oneKeyOneBooking: Rule = {
  id: 'I8',
  title: 'one Idempotency-Key is one booking, however often and however parallel it is sent',
  check(evidence) {
    const { wishes, calls, reservations, bank } = evidence;
    const callsOf = Map.groupBy(
      calls.filter(({ what }) => what === 'book'),
      ({ bookingId }) => bookingId,
    );
    const requested = Map.groupBy(
      events(evidence).filter(({ event }) => event.eventType === 'BOOKING_INITIATED'),
      ({ event }) => event.bookingId,
    );
    // A claim that was lost, or whose owner died between publishing and settling it, may be taken a second time.
    const claimsSafe = !sufferedBy(evidence, ['redis', 'gateway', 'kafka']);
    return judgeEach(
      wishes.filter(({ manner }) => manner !== 'invalid'),
      ({ bookingId }) => {
        const own = callsOf.get(bookingId) ?? [];
        const accepted = own.filter(isAccepted).filter(({ status }) => status === 202).length;
        const strange = own.find(
          ({ status, code }) => status !== null && status < 500 && !SAME_REQUEST_AGAIN.has(code),
        );
        const rows = reservations.filter(({ id }) => id === bookingId).length;
        const charges = bank.filter(
          ({ reference, kind }) => reference === bookingId && kind !== 'REFUND',
        ).length;
        const contents = new Set(
          requested.get(bookingId)?.map(({ event }) => `${event.amount} ${event.currency}`),
        );
        return [
          ...(strange ? [`the same request again was answered ${strange.status} ${strange.code}`] : []),
          ...(contents.size > 1 ? [`different requests on the topic: ${[...contents].join(', ')}`] : []),
          ...(rows > 1 ? [`${rows} reservations`] : []),
          ...(charges > 1 ? [`${charges} decisions of the bank`] : []),
          ...(claimsSafe && accepted > 1 ? [`accepted ${accepted} times while its claim was safe`] : []),
        ];
      },
      ({ bookingId }) => bookingId,
    );
  },
};
