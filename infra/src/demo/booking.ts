import { randomBytes, randomUUID } from 'node:crypto';
import type { BookingRow } from './bookings-file.ts';
import { addDays } from './days.ts';
import { stayAmount } from './stay-amount.ts';

/** A booking of this run, ready to be posted. */
export interface DemoBooking {
  readonly bookingId: string;
  readonly propertyId: string;
  readonly userId: string;
  /** Plain decimal with two digits after the point. */
  readonly amount: string;
  readonly currency: string;
  readonly checkInDate: string;
  readonly checkOutDate: string;
  readonly nights: number;
  /** The same for every attempt to post this booking. */
  readonly idempotencyKey: string;
  /** The day on which the business clock of the gateway has to stand. */
  readonly bookedOn: string;
  /** The day on which its guest cancels it, in a replay with cancellations; absent when nobody does. */
  readonly cancelledOn?: string;
}

export const CURRENCY = 'EUR';

const MAX_SLUG = 32;

/** "City Hotel" is "city-hotel". */
export function hotelSlug(hotel: string): string {
  const slug = hotel
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_SLUG)
    .replaceAll(/^-+|-+$/g, '');
  return slug || 'hotel';
}

/** Marks the ids of one run, so that the same file can be replayed again: "1m8k3q2-4f". */
export const newRunTag = (nowMs: number): string =>
  `${Math.floor(nowMs / 1000).toString(36)}-${randomBytes(2).toString('hex')}`;

export const propertyIdOf = (hotel: string, runTag: string): string => `${hotelSlug(hotel)}-${runTag}`;

/** The booking that a row of the file stands for. */
export function bookingOf(row: BookingRow, runTag: string): DemoBooking {
  const number = String(row.line).padStart(6, '0');
  return {
    bookingId: `b-${runTag}-${number}`,
    propertyId: propertyIdOf(row.hotel, runTag),
    userId: `guest-${number}`,
    amount: stayAmount(row.nights, row.averageDailyRate),
    currency: CURRENCY,
    checkInDate: row.arrivalDate,
    checkOutDate: addDays(row.arrivalDate, row.nights),
    nights: row.nights,
    idempotencyKey: randomUUID(),
    bookedOn: row.bookedOn,
    ...(row.cancelledOn !== undefined && { cancelledOn: row.cancelledOn }),
  };
}

/** The request body. The amount is written digit by digit: no float ever holds it. */
export function bodyOf(booking: DemoBooking): string {
  const { bookingId, propertyId, userId, amount, currency, checkInDate, checkOutDate } = booking;
  const rest = JSON.stringify({ bookingId, propertyId, userId, currency, checkInDate, checkOutDate });
  return `${rest.slice(0, -1)},"amount":${amount}}`;
}
