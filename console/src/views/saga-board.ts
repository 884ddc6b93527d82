import type { BookingShown, Hold, Payment } from '@wanderluxe/infra/operate';
import { type Board, type Card, type Lane, lanes } from './board.ts';

/** What the services say of sagas that are not at their end; `limit` is how many of each were asked for. */
export interface BoardSources {
  readonly payments: Readonly<Record<'NEEDS_OPERATOR' | 'UNKNOWN' | 'REFUNDING', readonly Payment[]>>;
  readonly holds: readonly Hold[];
  /** Bookings of the ledger that are PENDING or RESERVED, one list for each. */
  readonly open: readonly (readonly BookingShown[])[];
  readonly limit: number;
}

/** Half of the time after which the ledger itself asks what became of a booking would be late to look. */
export const STUCK_AFTER_MS = 30_000;

const paymentCard =
  (lane: Lane, waitsFor: string) =>
  (payment: Payment): Card => ({
    ...subject(payment),
    lane,
    state: payment.status,
    waitsFor: payment.detail ? `${waitsFor}: ${payment.detail}` : waitsFor,
    since: payment.unknownSince ?? payment.updatedAt,
  });

const holdCard = (hold: Hold): Card => ({
  ...subject(hold),
  lane: 'compensating',
  state: 'HELD',
  waitsFor: 'the word of payment that the rooms can be given back',
  since: hold.expiryRequestedAt ?? '',
});

const openCard = (booking: BookingShown): Card => ({
  bookingId: booking._id,
  propertyId: booking.propertyId,
  amount: booking.payment.amount,
  currency: booking.payment.currency,
  lane: 'stuck',
  state: booking.status,
  waitsFor: booking.status === 'PENDING' ? 'inventory: rooms or a refusal' : 'payment: a charge or a refusal',
  since: booking.updatedAt,
});

const subject = ({ bookingId, propertyId, amount, currency }: Payment | Hold) => ({
  ...{ bookingId, propertyId, amount, currency },
});

/** The board: everything that waits for longer than it should, or for a person. */
export function sagaBoard(sources: BoardSources, nowMs: number): Board {
  const { payments, holds, open, limit } = sources;
  const isLate = ({ updatedAt }: BookingShown) => nowMs - Date.parse(updatedAt) >= STUCK_AFTER_MS;
  const found = [
    ...payments.NEEDS_OPERATOR.map(paymentCard('operator', 'what the bank says, found out by a person')),
    ...payments.UNKNOWN.map(paymentCard('unknown', 'the bank to tell')),
    ...payments.REFUNDING.map(paymentCard('compensating', 'the refund')),
    ...holds.filter(({ expiryRequestedAt }) => expiryRequestedAt !== null).map(holdCard),
    ...open.flat().filter(isLate).map(openCard),
  ];
  const full: Record<Lane, boolean> = {
    operator: payments.NEEDS_OPERATOR.length >= limit,
    unknown: payments.UNKNOWN.length >= limit,
    compensating: payments.REFUNDING.length >= limit || holds.length >= limit,
    stuck: open.some(({ length }) => length >= limit),
  };
  return {
    cards: eachOnce(found).sort((a, b) => a.since.localeCompare(b.since)),
    cutOff: lanes.filter((lane) => full[lane]),
    stuckAfterMs: STUCK_AFTER_MS,
  };
}

/** The first card of each booking. */
const eachOnce = (cards: readonly Card[]): Card[] => [
  ...new Map(cards.toReversed().map((card) => [card.bookingId, card])).values(),
];
