import { type BookingFacts, eventOf, type OutgoingEvent } from '@wanderluxe/schemas';
import type { Booking, LedgerEvent } from './booking.ts';
import type { NonEmpty } from './fold.ts';
import { actionOf } from './step.ts';

/** A booking that is to come to an end, with what its record does not tell. */
export interface OpenBooking {
  readonly bookingId: string;
  /** What the event said that opened it; a request to cancel tells no dates. */
  readonly facts: Omit<BookingFacts, 'bookingId' | 'dates'> & {
    readonly dates: BookingFacts['dates'] | null;
  };
  readonly traceId: string;
}

/**
 * Whether nothing more is to happen to a booking. CONFIRMED is an end only while nobody wants to cancel it and its rooms
 * are not released.
 */
export function isSettled({ status, auditLog }: Booking): boolean {
  if (status === 'FAILED' || status === 'CANCELLED') return true;
  return status === 'CONFIRMED' && !auditLog.some(({ action }) => undoing.has(action));
}

const undoing: ReadonlySet<string> = new Set(['CANCELLATION_REQUESTED', 'INVENTORY_RELEASED']);

/** Events after which something is owed, in the order of how much they tell. */
const opening = ['BOOKING_INITIATED', 'INVENTORY_RELEASED', 'BOOKING_CANCELLATION_REQUESTED'];

/** What must be remembered of a booking that news leave open: when it is new, or when they ask for something more. */
export function openedBy(
  before: Booking | undefined,
  after: Booking,
  news: NonEmpty<LedgerEvent>,
): OpenBooking | undefined {
  if (isSettled(after)) return undefined;
  const known = new Set(before?.auditLog.map(({ action }) => action));
  const fresh = news.filter((event) => !known.has(actionOf(event)));
  const asking = opening.flatMap((type) => fresh.find(({ eventType }) => eventType === type) ?? []);
  const [cause] = before ? asking : [...asking, ...fresh];
  return cause && openOf(cause);
}

function openOf({ payload, metadata }: LedgerEvent): OpenBooking {
  const { bookingId, propertyId, userId, amount, currency } = payload;
  const dates = 'dates' in payload ? payload.dates : null;
  return { bookingId, facts: { propertyId, userId, amount, currency, dates }, traceId: metadata.traceId };
}

/** Tells that a booking is open past its time. Said again, it is the same event. */
export const overdueEvent = (
  { bookingId, facts, traceId }: OpenBooking,
  { auditLog }: Pick<Booking, 'auditLog'>,
  nowMs: number,
): OutgoingEvent<'booking.overdue'> =>
  eventOf({
    topic: 'booking.overdue',
    eventType: 'BOOKING_OVERDUE',
    payload: {
      bookingId,
      ...facts,
      cancellationRequested: auditLog.some(({ action }) => action === 'CANCELLATION_REQUESTED'),
    },
    origin: 'booking-ledger',
    traceId,
    nowMs,
  });
