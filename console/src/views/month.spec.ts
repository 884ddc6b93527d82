import { expect } from 'chai';
import { boundsOf, calendarOf } from './month.ts';

const nightsOf = (month: string, count: number, free: number) =>
  Array.from({ length: count }, (_, index) => ({
    date: `${month}-${String(index + 1).padStart(2, '0')}`,
    free,
  }));

describe('a month of a property', () => {
  it('reaches from its first day to the first of the next, also over a year and in February', () => {
    expect(boundsOf('2026-12')).to.deep.equal({ from: '2026-12-01', to: '2027-01-01' });
    expect(boundsOf('2028-02')).to.deep.equal({ from: '2028-02-01', to: '2028-03-01' });
  });

  it('is laid out in weeks from Monday, days of other months left out', () => {
    const { weeks } = calendarOf('hotel', '2026-11', { capacity: 10, nights: nightsOf('2026-11', 30, 10) });
    expect(weeks.every(({ length }) => length === 7)).to.equal(true);
    expect(weeks).to.have.length(6);
    expect(weeks[0]?.map((night) => night?.date ?? null)).to.deep.equal([
      ...[null, null, null, null, null, null, '2026-11-01'],
    ]);
    expect(weeks.flat().filter((night) => night !== null)).to.have.length(30);
  });

  it('has no empty week when it begins on a Monday', () => {
    const { weeks } = calendarOf('hotel', '2027-02', { capacity: 1, nights: nightsOf('2027-02', 28, 1) });
    expect(weeks).to.have.length(4);
    expect(weeks.flat()).not.to.include(null);
  });

  it('tells how full each night is, and the month', () => {
    const nights = [
      { date: '2027-02-01', free: 10 },
      { date: '2027-02-02', free: 4 },
      { date: '2027-02-03', free: 0 },
    ];
    const month = calendarOf('hotel', '2027-02', { capacity: 10, nights });
    expect(month.weeks[0]?.slice(0, 3).map((night) => night?.fill)).to.deep.equal([0, 0.6, 1]);
    expect([month.sold, month.all]).to.deep.equal([16, 30]);
  });

  it('counts a property without rooms as full', () => {
    const nights = [{ date: '2027-02-01', free: 0 }];
    expect(calendarOf('hotel', '2027-02', { capacity: 0, nights }).weeks[0]?.[0]?.fill).to.equal(1);
  });
});
