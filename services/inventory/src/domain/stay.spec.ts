import { expect } from 'chai';
import fc from 'fast-check';
import { dateOf, dayOf, daysOf, MAX_STAY_NIGHTS, sameStay, stayOf } from './stay.ts';

describe('stays', () => {
  it('count days from 1970', () => {
    expect(dayOf('1970-01-01')).to.equal(0);
    expect(dayOf('2026-06-10')).to.equal(20_614);
    expect(dateOf(20_614)).to.equal('2026-06-10');
  });

  it('have days that turn back into the same dates', () => {
    fc.assert(fc.property(fc.integer({ min: -40_000, max: 80_000 }), (day) => dayOf(dateOf(day)) === day));
  });

  it('do not accept what is not a calendar day', () => {
    for (const text of ['2026-02-29', '2026-13-01', '2026-6-1', 'today', '']) {
      expect(() => dayOf(text), text).to.throw(RangeError, 'YYYY-MM-DD');
    }
  });

  it('have the nights before the departure, also over a leap day', () => {
    const stay = stayOf({ checkIn: '2028-02-28', checkOut: '2028-03-01' });
    expect(daysOf(stay).map(dateOf)).to.deep.equal(['2028-02-28', '2028-02-29']);
  });

  it('have at least one night and a limit', () => {
    const nights = (count: number) => () =>
      stayOf({ checkIn: '2026-01-01', checkOut: dateOf(dayOf('2026-01-01') + count) });
    expect(nights(MAX_STAY_NIGHTS)).not.to.throw();
    for (const count of [-1, 0, MAX_STAY_NIGHTS + 1])
      expect(nights(count)).to.throw(RangeError, `${count} nights`);
  });

  it('are the same when both ends are', () => {
    const stay = { firstDay: 10, nights: 2 };
    expect(sameStay(stay, { ...stay })).to.equal(true);
    expect(sameStay(stay, { ...stay, nights: 3 })).to.equal(false);
    expect(sameStay(stay, { ...stay, firstDay: 9 })).to.equal(false);
  });
});
