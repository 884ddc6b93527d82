import type { BankEntrySeen, Evidence, ReservationSeen } from '../evidence/types.ts';
import { byId, eventIdsByBooking } from './facts.ts';
import { judgeEach, type Rule, together } from './rule.ts';

const once = (count: number, due: boolean, what: string): string[] =>
  count === (due ? 1 : 0) ? [] : [`${what}: ${count} instead of ${due ? 1 : 0}`];

function stateFaults(status: string, reservation: ReservationSeen | undefined): string[] {
  const state = reservation?.state ?? 'without a reservation';
  if (status === 'CONFIRMED') return state === 'FIRM' ? [] : [`CONFIRMED, its rooms are ${state}`];
  const free = reservation === undefined || state === 'RELEASED' || state === 'REJECTED';
  return free ? [] : [`${status}, its rooms are ${state}`];
}

/**
 * What may be in several rows: questions that are repeated until they are answered, and a confirmation, which is said again
 * in front of what takes it back. Every other event says that something has happened.
 */
const REPEATED = new Set(['HOLD_EXPIRED', 'BOOKING_OVERDUE', 'BOOKING_CONFIRMED']);

/** No event may be in two rows, unless it says that it is said again: what it says would have happened twice. */
function saidTwice({ outbox }: Evidence): readonly string[] {
  const rowsOf = new Map<string, number>();
  for (const { service, records } of outbox) {
    for (const { event, isSaidAgain } of records) {
      if (!event || REPEATED.has(event.eventType) || isSaidAgain) continue;
      const said = `${service} said ${event.eventType} of ${event.bookingId}`;
      rowsOf.set(said, (rowsOf.get(said) ?? 0) + 1);
    }
  }
  return [...rowsOf].filter(([, rows]) => rows > 1).map(([said, rows]) => `${said} in ${rows} outbox rows`);
}

export const compensations: Rule = {
  id: 'I5',
  title: 'every release and refund due is published and takes effect exactly once',
  check(evidence) {
    const reservationOf = byId(evidence.reservations);
    const bankOf = Map.groupBy(evidence.bank, ({ reference }) => reference);
    const released = eventIdsByBooking(evidence, 'INVENTORY_RELEASED');
    const refunded = eventIdsByBooking(evidence, 'PAYMENT_REFUNDED');
    const count = (ids: Map<string, Set<string>>, id: string): number => ids.get(id)?.size ?? 0;
    const entries = (id: string, kind: BankEntrySeen['kind']): number =>
      (bankOf.get(id) ?? []).filter((entry) => entry.kind === kind).length;
    const each = judgeEach(
      evidence.bookings.filter(({ status }) => status !== 'PENDING' && status !== 'RESERVED'),
      ({ id, status }) => {
        const reservation = reservationOf.get(id);
        const over = status !== 'CONFIRMED';
        const refundDue = over && entries(id, 'CAPTURE') > 0;
        return [
          ...stateFaults(status, reservation),
          ...once(count(released, id), over && reservation?.heldSeq != null, 'release events'),
          ...once(entries(id, 'REFUND'), refundDue, 'refunds at the bank'),
          ...(refundDue ? once(count(refunded, id), true, 'refund events') : []),
        ];
      },
      ({ id }) => id,
    );
    const rows = {
      checked: evidence.outbox.length,
      violations: saidTwice(evidence).map((what) => ({ what })),
    };
    return together(each, rows);
  },
};
