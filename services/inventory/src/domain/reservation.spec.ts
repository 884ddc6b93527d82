import { expect } from 'chai';
import { factsFor } from '../testing/facts.ts';
import { isStray, type Reservation, reservationOn } from './reservation.ts';

const facts = factsFor('hotel');
const asked = { traceId: 'trace', nowMs: 99, holdMs: 1_000 };
const held = reservationOn(facts, { kind: 'HELD', epoch: 4 }, asked);

describe('a reservation', () => {
  it('is held until a deadline when the rooms were counted', () => {
    expect(held).to.deep.equal({
      facts,
      traceId: 'trace',
      state: 'HELD',
      createdAtMs: 99,
      holdExpiresAtMs: 1_099,
    });
  });

  it('is rejected with the first full night, or because nobody knows the property', () => {
    expect(reservationOn(facts, { kind: 'FULL', firstFullNight: '2026-06-11' }, asked)).to.deep.include({
      state: 'REJECTED',
      reason: 'SOLD_OUT',
      firstFullNight: '2026-06-11',
    });
    expect(reservationOn(facts, { kind: 'UNKNOWN_PROPERTY' }, asked)).to.deep.equal({
      facts,
      traceId: 'trace',
      state: 'REJECTED',
      reason: 'UNKNOWN_PROPERTY',
      createdAtMs: 99,
    });
  });

  it('owns what is counted for the same request, and nothing else', () => {
    const as = (state: Reservation['state']) => ({ ...held, state });
    const otherNights = { ...facts, dates: { checkIn: '2026-06-10', checkOut: '2026-06-13' } };
    expect(isStray(facts, as('HELD'))).to.equal(false);
    expect(isStray(facts, as('FIRM'))).to.equal(false);
    expect(isStray(facts, as('RELEASED'))).to.equal(true);
    expect(isStray(facts, as('REJECTED'))).to.equal(true);
    expect(isStray({ ...facts, propertyId: 'inn' }, held)).to.equal(true);
    expect(isStray(otherNights, held)).to.equal(true);
  });
});
