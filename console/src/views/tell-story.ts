import type { BookingShown, EventSeen, Row, SetAside, Timeline } from '@wanderluxe/infra/operate';
import { gapsIn } from './gaps.ts';
import type { BankStory, Fact, Story, StoryLine } from './story.ts';

/** A promise that is younger than this is simply under way. */
const PATIENCE_MS = 10_000;

/** The ledger's own names of what it heard; the rest are the same. */
const actionOf: Readonly<Record<string, string>> = {
  BOOKING_INITIATED: 'RECEIVED',
  PAYMENT_CAPTURED: 'PAYMENT_SUCCESS',
  BOOKING_CANCELLATION_REQUESTED: 'CANCELLATION_REQUESTED',
};
/** Said to others than the ledger, or by it. */
const NOT_AUDITED = new Set([
  ...['HOLD_EXPIRED', 'BOOKING_OVERDUE'],
  ...['BOOKING_CONFIRMED', 'BOOKING_FAILED', 'BOOKING_CANCELLED'],
]);

type Loose = Omit<StoryLine, 'afterMs'>;

/** What the bank says of the charge now, if it was asked. */
export type BankAnswer = Readonly<Record<string, unknown>> | null;

/** One booking as it went, in one order: events, retries, what the audit log alone has, and what is missing. */
export function tellStory(timeline: Timeline, bank: BankAnswer, nowMs: number): Story {
  const { bookingId, booking, reservation, payment, events, setAside } = timeline;
  const known = booking ?? reservation ?? payment;
  const checkIn = textOf(reservation?.checkIn) ?? textOf(datesOf(payment)?.checkIn);
  return {
    bookingId,
    propertyId: known?.propertyId ?? '',
    status: booking?.status ?? null,
    amount: booking?.payment.amount ?? textOf(payment?.amount) ?? textOf(reservation?.amount),
    currency: booking?.payment.currency ?? textOf(payment?.currency) ?? textOf(reservation?.currency),
    lines: timed([
      ...events.map((event, index) => eventLine(event, events.slice(0, index), booking)),
      ...setAside.map(asideLine),
      ...unseen(booking, events),
      ...gapsIn(events)
        .filter(({ sinceMs }) => nowMs - sinceMs >= PATIENCE_MS)
        .map(gapLine),
    ]),
    bank: payment && bankStory(payment, bank),
    rooms: reservation ? factsOf(reservation, roomFactsOf(reservation)) : [],
    traceIds: [...new Set(events.map(({ traceId }) => traceId))],
    actions: [
      ...(payment?.status === 'NEEDS_OPERATOR' || payment?.status === 'UNKNOWN'
        ? ['resolve-payment' as const]
        : []),
      ...(reservation?.state === 'HELD' ? ['release-hold' as const] : []),
    ],
    checkIn,
  };
}

function eventLine(event: EventSeen, earlier: readonly EventSeen[], booking: BookingShown | null): Loose {
  const { at, eventType, origin, reason, saidAgain } = event;
  const isRepeated = !saidAgain && earlier.some((other) => other.eventType === eventType);
  const action = actionOf[eventType] ?? eventType;
  const isHeard = booking?.auditLog.some((entry) => entry.action === action);
  return {
    ...{ kind: 'event', at, who: origin, title: eventType, detail: reason ?? '' },
    position: positionOf(event),
    notes: [
      ...(saidAgain ? ['said again'] : []),
      ...(isRepeated ? ['repeated'] : []),
      ...(isHeard || NOT_AUDITED.has(eventType) ? [] : ['not in the audit log']),
    ],
  };
}

const asideLine = (aside: SetAside): Loose => ({
  kind: aside.isDeadLetter ? 'dead-letter' : 'retry',
  at: aside.at,
  who: aside.group,
  title: `${aside.eventType} ${aside.isDeadLetter ? 'given up' : 'to be tried again'}`,
  detail: aside.error,
  position: positionOf(aside),
  notes: [aside.isDeadLetter ? `after ${aside.attempt} tries` : `retry level ${aside.attempt}`],
});

/** What the ledger heard and Kafka does not have (any more). */
function unseen(booking: BookingShown | null, events: readonly EventSeen[]): Loose[] {
  const seen = new Set(events.map(({ eventType }) => actionOf[eventType] ?? eventType));
  return (booking?.auditLog ?? [])
    .filter(({ action }) => !seen.has(action))
    .map(({ action, timestamp, reason }) => ({
      ...{ kind: 'audit', at: timestamp, who: 'booking-ledger', title: action, detail: reason ?? '' },
      position: null,
      notes: ['only in the audit log: Kafka does not have the event (any more)'],
    }));
}

const gapLine = ({ sinceMs, who, missing }: ReturnType<typeof gapsIn>[number]): Loose => ({
  ...{ kind: 'gap', at: new Date(sinceMs).toISOString(), who, detail: '', position: null, notes: [] },
  title: `no ${missing.join(' or ')}`,
});

/** By time; what is missing comes behind what makes it due. */
function timed(lines: readonly Loose[]): StoryLine[] {
  const timeOf = ({ at }: Loose) => Date.parse(at);
  const order = (line: Loose) => (line.kind === 'gap' ? 1 : 0);
  const sorted = lines.toSorted((a, b) => timeOf(a) - timeOf(b) || order(a) - order(b));
  let lastMs: number | undefined;
  return sorted.map((line) => {
    if (line.kind === 'gap') return { ...line, afterMs: null };
    const afterMs = lastMs === undefined ? null : timeOf(line) - lastMs;
    lastMs = timeOf(line);
    return { ...line, afterMs };
  });
}

const positionOf = ({ topic, partition, offset }: EventSeen | SetAside): string =>
  `${topic}/${partition}/${offset}`;

const HELD_UNTIL = 'holdExpiresAt';
const ROOM_FACTS: Readonly<Record<string, string>> = {
  state: 'State',
  checkIn: 'First night',
  checkOut: 'Departure',
  reason: 'Reason',
  firstFullNight: 'First full night',
  [HELD_UNTIL]: 'Held until',
  expiryRequestedAt: 'Payment asked',
  confirmedAt: 'Firm since',
  decision: 'Decided by a person',
};

/** Rooms that are firm, or given back, are held no more: an end of the hold would only mislead. */
function roomFactsOf({ state }: Row): Readonly<Record<string, string>> {
  const { [HELD_UNTIL]: _, ...settled } = ROOM_FACTS;
  return state === 'HELD' ? ROOM_FACTS : settled;
}

const BANK_FACTS: Readonly<Record<string, string>> = {
  status: 'Payment',
  intent: 'Wanted',
  voidReason: 'Why no money is wanted',
  detail: 'Last answer',
  transactionId: 'Transaction',
  refundId: 'Refund',
  unknownSince: 'Unknown since',
  key: 'Idempotency key',
  resolution: 'Told by a person',
};

function bankStory(payment: Row, bank: BankAnswer): BankStory {
  const now = bank === null ? [] : [{ name: 'The bank says now', value: bankText(bank) }];
  return {
    charges: Number(payment.attempts ?? 0),
    refunds: Number(payment.refundAttempts ?? 0),
    facts: [...factsOf(payment, BANK_FACTS), ...now],
  };
}

const bankText = ({ status, amount, currency }: NonNullable<BankAnswer>): string =>
  [status, amount, currency].filter(Boolean).join(' ');

const factsOf = (row: Row, names: Readonly<Record<string, string>>): Fact[] =>
  Object.entries(names).flatMap(([field, name]) => {
    const value = row[field];
    if (value === null || value === undefined) return [];
    return [{ name, value: typeof value === 'object' ? wordsOf(value) : `${value}` }];
  });

const wordsOf = (value: object): string =>
  Object.values(value)
    .filter((one) => one !== null)
    .join(', ');

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const datesOf = (row: Row | null): Readonly<Record<string, unknown>> | null =>
  typeof row?.dates === 'object' ? (row.dates as Readonly<Record<string, unknown>>) : null;
