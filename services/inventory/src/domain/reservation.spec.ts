import { expect } from 'chai';
import { factsFor } from '../testing/facts.ts';
import { isStray, type Reservation, reservationOn } from './reservation.ts';

const facts = factsFor('hotel');
const held = reservationOn(facts, { kind: 'HELD', epoch: 4 }, 99);

describe('a reservation', () => {
  it('is held when the rooms were counted', () => {
    expect(held).to.deep.equal({ facts, state: 'HELD', createdAtMs: 99 });
  });

  it('is rejected with the first full night, or because nobody knows the property', () => {
    expect(reservationOn(facts, { kind: 'FULL', firstFullNight: '2026-06-11' }, 99)).to.deep.include({
      state: 'REJECTED',
      reason: 'SOLD_OUT',
      firstFullNight: '2026-06-11',
    });
    expect(reservationOn(facts, { kind: 'UNKNOWN_PROPERTY' }, 99)).to.deep.equal({
      facts,
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
