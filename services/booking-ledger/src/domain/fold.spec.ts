import { expect } from 'chai';
import { atSecond, eventOn } from '../fixtures.ts';
import { fold } from './fold.ts';

const request = eventOn('booking.requests');
const reserved = eventOn('inventory.reserved');
const captured = eventOn('payment.captured');

describe('the fold', () => {
  it("makes the specification's record of a confirmed booking", () => {
    expect(fold(undefined, [request, reserved, captured])).to.deep.equal({
      bookingId: 'b-1',
      userId: 'user-1',
      propertyId: 'prop-1',
      status: 'CONFIRMED',
      payment: { amount: '5000.00', currency: 'USD', transactionId: 'tx-1', status: 'CAPTURED' },
      auditLog: [
        { action: 'RECEIVED', timestampMs: atSecond(0) },
        { action: 'INVENTORY_RESERVED', timestampMs: atSecond(1) },
        { action: 'PAYMENT_SUCCESS', timestampMs: atSecond(4) },
      ],
      createdAtMs: atSecond(0),
      updatedAtMs: atSecond(4),
      version: 3,
    });
  });

  it('puts a late event where its time says', () => {
    const late = fold(fold(undefined, [captured]), [request]);
    expect(late.auditLog.map(({ action }) => action)).to.deep.equal(['RECEIVED', 'PAYMENT_SUCCESS']);
    expect(late).to.deep.include({ createdAtMs: atSecond(0), updatedAtMs: atSecond(4), version: 2 });
  });

  it('shows entries of the same millisecond in the order of the saga', () => {
    const atMs = atSecond(9);
    const topics = ['payment.captured', 'inventory.reserved', 'booking.requests'] as const;
    const booking = topics.reduce<ReturnType<typeof fold> | undefined>(
      (known, topic) => fold(known, [eventOn(topic, { atMs })]),
      undefined,
    );
    expect(booking?.auditLog.map(({ action }) => action)).to.deep.equal([
      'RECEIVED',
      'INVENTORY_RESERVED',
      'PAYMENT_SUCCESS',
    ]);
  });

  it('keeps the reason of an event that has one', () => {
    const { auditLog } = fold(undefined, [request, eventOn('inventory.rejected')]);
    expect(auditLog[1]).to.deep.equal({
      action: 'INVENTORY_REJECTED',
      timestampMs: atSecond(2),
      reason: 'SOLD_OUT',
    });
  });

  it("keeps the client's words of a cancellation, and leaves out that there were none", () => {
    const asked = (reason: string) => eventOn('booking.cancellations', { payload: { reason } });
    const told = fold(undefined, [request, asked('plans changed')]).auditLog[1];
    expect(told).to.include({ action: 'CANCELLATION_REQUESTED', reason: 'plans changed' });
    expect(fold(undefined, [request, asked('')]).auditLog[1]).not.to.have.property('reason');
  });

  it('leaves out the transaction id of a complimentary stay', () => {
    const gift = { amount: '0', transactionId: null };
    const { payment } = fold(undefined, [eventOn('payment.captured', { payload: gift })]);
    expect(payment).to.deep.equal({ amount: '0.00', currency: 'USD', status: 'CAPTURED' });
  });

  for (const [currency, amount, shown] of [
    ['JPY', '5000', '5000'],
    ['KWD', '12.5', '12.500'],
    ['USD', '999999999.99', '999999999.99'],
  ] as const) {
    it(`keeps ${amount} ${currency} exactly, with the currency's decimals`, () => {
      const { payment } = fold(undefined, [eventOn('booking.requests', { payload: { amount, currency } })]);
      expect(payment.amount).to.equal(shown);
    });
  }

  describe('when two contradicting requests used one booking id', () => {
    const one = eventOn('booking.requests', { payload: { propertyId: 'prop-one', amount: '10' } });
    const other = eventOn('booking.requests', {
      payload: { propertyId: 'prop-other', amount: '20' },
      atMs: atSecond(1),
    });
    const decided = eventOn('inventory.reserved', {
      payload: { propertyId: 'prop-other', amount: '20' },
      atMs: atSecond(2),
    });

    it('believes inventory, whichever is heard first', () => {
      for (const order of [
        [one, other, decided],
        [decided, one, other],
        [other, decided, one],
      ] as const) {
        const booking = order.reduce<ReturnType<typeof fold> | undefined>(
          (known, event) => fold(known, [event]),
          undefined,
        );
        expect(booking).to.deep.include({ propertyId: 'prop-other', version: 2 });
        expect(booking?.payment.amount).to.equal('20.00');
      }
    });

    it('shows the earlier one until inventory has decided', () => {
      expect(fold(fold(undefined, [other]), [one]).propertyId).to.equal('prop-one');
      expect(fold(fold(undefined, [one]), [other]).propertyId).to.equal('prop-one');
    });
  });

  it('refuses an amount that its currency cannot have', () => {
    const broken = eventOn('booking.requests', { payload: { amount: '0.5', currency: 'JPY' } });
    expect(() => fold(undefined, [broken])).to.throw(RangeError, /more than 0 decimals/);
  });
});
