import { freshId } from '@wanderluxe/testkit';
import type { BookingRequest } from '../domain/booking-request.ts';
import { dayOf } from '../domain/calendar.ts';
import { JsonNumber } from '../domain/exact-json.ts';
import type { LedgerBooking } from '../domain/known-booking.ts';

const DAY_MS = 86_400_000;

/** The day that lies this many days ahead of the system's today. */
export const inDays = (days: number): string => dayOf(Date.now() + days * DAY_MS);

/** A valid request with a fresh id, for three nights from next month on. */
export const aBooking = (own: Partial<BookingRequest> = {}): BookingRequest => ({
  bookingId: freshId('b'),
  propertyId: 'prop-dubai-royal',
  userId: 'user-98765',
  amount: '5000.00',
  currency: 'USD',
  checkInDate: inDays(30),
  checkOutDate: inDays(33),
  ...own,
});

/** What the ledger knows once it has received the request. */
export const aLedgerBooking = (request: BookingRequest): LedgerBooking => ({
  _id: request.bookingId,
  userId: request.userId,
  propertyId: request.propertyId,
  status: 'PENDING',
  payment: { amount: new JsonNumber(request.amount), currency: request.currency, status: 'PENDING' },
  auditLog: [{ action: 'RECEIVED', timestamp: '2026-11-22T10:00:00.000Z' }],
  createdAt: '2026-11-22T10:00:00.000Z',
  updatedAt: '2026-11-22T10:00:00.000Z',
  version: 1,
});

/** The request as a client writes it: the amount is a number, its text as given. */
export function bodyOf({ amount, ...rest }: BookingRequest): string {
  return JSON.stringify({ ...rest, amount: new JsonNumber(amount) });
}
