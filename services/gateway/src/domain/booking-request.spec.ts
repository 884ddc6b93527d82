import { expect } from 'chai';
import { aBooking } from '../testing/bookings.ts';
import { fingerprintOf } from './booking-request.ts';

describe('the fingerprint of a request', () => {
  const request = aBooking({ amount: '5000' });

  it('is the same for another way of writing the amount', () => {
    expect(fingerprintOf({ ...request, amount: '5000.00' })).to.equal(fingerprintOf(request));
  });

  it('differs with every field', () => {
    const changed = {
      bookingId: 'other',
      propertyId: 'other',
      userId: 'other',
      amount: '5000.01',
      currency: 'EUR',
      checkInDate: '2026-12-23',
      checkOutDate: '2026-12-31',
    };
    const prints = Object.entries(changed).map(([name, value]) =>
      fingerprintOf({ ...request, [name]: value }),
    );
    expect(new Set([fingerprintOf(request), ...prints]).size).to.equal(8);
  });

  it('does not confuse where one field ends and the next begins', () => {
    const one = fingerprintOf({ ...request, propertyId: 'ab', userId: 'c' });
    expect(fingerprintOf({ ...request, propertyId: 'a', userId: 'bc' })).not.to.equal(one);
  });
});
