import { expect } from 'chai';
import { aBooking, aLedgerBooking } from '../testing/bookings.ts';
import { JsonNumber } from './exact-json.ts';
import { conflictWithKnown } from './known-booking.ts';

describe('the answer to a request whose booking id the ledger knows', () => {
  const request = aBooking({ amount: '5000' });
  const known = aLedgerBooking(request);

  it('is already_processed when the facts agree', () => {
    expect(conflictWithKnown(known, request)).to.equal('already_processed');
  });

  it('does not depend on how the amount is written', () => {
    const payment = { ...known.payment, amount: new JsonNumber('5000.00') };
    expect(conflictWithKnown({ ...known, payment }, request)).to.equal('already_processed');
  });

  for (const [name, value] of Object.entries({
    propertyId: 'other',
    userId: 'other',
    amount: '5000.01',
    currency: 'EUR',
  })) {
    it(`is booking_exists when ${name} differs`, () => {
      expect(conflictWithKnown(known, { ...request, [name]: value })).to.equal('booking_exists');
    });
  }
});
