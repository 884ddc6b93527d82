import { type LedgerBooking, parseExact } from '../demo/engine-apis.ts';
import { CommandError, exitStatus } from '../errors.ts';
import type { Settings } from '../settings/settings.ts';
import { type BookingEvents, eventsOf } from './booking-events.ts';
import { bookingText, findAtOps } from './engine-calls.ts';

/** A booking as the ledger shows it. */
export type BookingShown = LedgerBooking & {
  readonly userId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly version: number;
};

/** What inventory and payment have of it, as their operations ports tell. */
export interface Row {
  readonly propertyId: string;
  readonly createdAt: string;
  readonly [field: string]: unknown;
}

/** One booking over all services. */
export interface Timeline extends BookingEvents {
  readonly bookingId: string;
  readonly booking: BookingShown | null;
  readonly reservation: Row | null;
  readonly payment: Row | null;
}

/** Clocks may differ by so much, and an event is said a little before it is stored. */
const BEFORE_MS = 60_000;
/** What came later than this after the last news is not about how the booking went. */
const AFTER_MS = 3_600_000;

export async function findBooking(settings: Settings, bookingId: string): Promise<BookingShown | null> {
  const text = await bookingText(settings, bookingId);
  return text === undefined ? null : parseExact<BookingShown>(text);
}

/** @throws CommandError when no service knows the booking */
export async function timelineOf(settings: Settings, bookingId: string): Promise<Timeline> {
  const id = encodeURIComponent(bookingId);
  const [booking, reservation, payment] = await Promise.all([
    findBooking(settings, bookingId),
    findAtOps<Row>(settings, 'inventory', `/reservations/${id}`),
    findAtOps<Row>(settings, 'payment', `/payments/${id}`),
  ]);
  const known = [booking, reservation, payment].filter((one) => one != null);
  const [first] = known;
  if (!first) throw nobodyKnows(bookingId);
  const times = known.flatMap(timesIn);
  const events = await eventsOf(settings, {
    bookingId,
    propertyId: first.propertyId,
    fromMs: Math.min(...times) - BEFORE_MS,
    toMs: Math.max(...times) + AFTER_MS,
  });
  return { bookingId, booking, reservation: reservation ?? null, payment: payment ?? null, ...events };
}

const timesIn = (row: object): number[] =>
  Object.values(row)
    .map((value) =>
      typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN,
    )
    .filter((ms) => !Number.isNaN(ms));

export const nobodyKnows = (bookingId: string): CommandError =>
  new CommandError(`no service knows a booking ${bookingId}`, {
    remedy: 'see which there are: ./wanderluxe bookings list; a request that was refused has left no trace',
    exit: exitStatus.failed,
  });
