import { expect } from 'chai';
import { aBooking, aLedgerBooking } from '../testing/bookings.ts';
import { cancellationOf, judgeCancellation } from './cancellation.ts';
import type { BookingStatus } from './known-booking.ts';

const request = aBooking({ amount: '5000.00' });
const entry = (action: string) => ({ action, timestamp: '2026-11-22T10:00:00.000Z' });
const booking = (status: BookingStatus, ...more: string[]) => ({
  ...aLedgerBooking(request),
  status,
  auditLog: ['RECEIVED', ...more].map(entry),
});

describe('a request to cancel', () => {
  const asked = 'CANCELLATION_REQUESTED';
  const table: [BookingStatus, string[], string][] = [
    ['PENDING', [], 'due'],
    ['RESERVED', ['INVENTORY_RESERVED'], 'due'],
    ['CONFIRMED', ['PAYMENT_SUCCESS'], 'due'],
    ['PENDING', [asked], 'asked_before'],
    ['CONFIRMED', ['PAYMENT_SUCCESS', asked], 'asked_before'],
    ['CANCELLED', ['PAYMENT_FAILED', asked], 'asked_before'],
    ['CANCELLED', ['PAYMENT_FAILED'], 'asked_before'],
    ['FAILED', ['INVENTORY_REJECTED'], 'failed'],
    ['FAILED', [asked, 'INVENTORY_REJECTED'], 'failed'],
  ];
  for (const [status, more, verdict] of table) {
    it(`of a booking that is ${status} (${['RECEIVED', ...more].join(', ')}): ${verdict}`, () => {
      expect(judgeCancellation(booking(status, ...more))).to.equal(verdict);
    });
  }

  it("carries the ledger's facts and the client's words", () => {
    expect(cancellationOf(booking('CONFIRMED'), 'plans changed')).to.deep.equal({
      bookingId: request.bookingId,
      propertyId: request.propertyId,
      userId: request.userId,
      amount: '5000.00',
      currency: 'USD',
      reason: 'plans changed',
    });
  });
});
