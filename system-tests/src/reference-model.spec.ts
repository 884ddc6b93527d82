import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import fc from 'fast-check';
import { referenceVerdicts, type Verdict } from './reference-model.ts';

const HEADER = 'booked_on,hotel,arrival_date,nights,average_daily_rate';
const csvOf = (...rows: string[]) => [HEADER, ...rows].join('\n');

const statuses = (verdicts: readonly Verdict[]) => verdicts.map(({ status }) => status);
const count = (verdicts: readonly Verdict[], status: string) =>
  verdicts.filter((verdict) => verdict.status === status).length;

describe('the reference model', () => {
  it('gives the rooms to whoever comes first, night by night', () => {
    const csv = csvOf(
      '2015-01-01,Inn,2015-06-01,2,50',
      '2015-01-01,Inn,2015-06-02,2,50',
      '2015-01-01,Inn,2015-06-03,1,50',
      '2015-01-01,Inn,2015-06-02,1,50',
    );
    expect(statuses(referenceVerdicts(csv, { Inn: 1 }))).to.deep.equal([
      'CONFIRMED',
      'SOLD_OUT',
      'CONFIRMED',
      'SOLD_OUT',
    ]);
    expect(count(referenceVerdicts(csv, { Inn: 2 }), 'CONFIRMED')).to.equal(3);
  });

  it('takes no night of a stay that does not fit, and names the first full one', () => {
    const csv = csvOf(
      '2015-01-01,Inn,2015-06-03,1,50',
      '2015-01-01,Inn,2015-06-01,4,50',
      '2015-01-01,Inn,2015-06-01,2,50',
    );
    const [, tooLong, fits] = referenceVerdicts(csv, { Inn: 1 });
    expect(tooLong).to.include({ status: 'SOLD_OUT', firstFullNight: '2015-06-03' });
    expect(fits?.status).to.equal('CONFIRMED');
  });

  it('keeps the hotels apart and knows only those with a capacity', () => {
    const csv = csvOf(
      '2015-01-01,Inn,2015-06-01,1,50',
      '2015-01-01,Spa,2015-06-01,1,50',
      '2015-01-01,Bay,2015-06-01,1,50',
    );
    expect(statuses(referenceVerdicts(csv, { Inn: 1, Spa: 1 }))).to.deep.equal([
      'CONFIRMED',
      'CONFIRMED',
      'UNKNOWN_PROPERTY',
    ]);
  });

  const refusals: [row: string, faults: string[]][] = [
    ['2015-01-01,Inn,2015-06-01,0,50', ['no-nights']],
    ['2015-01-01,Inn,2015-06-01,30,50', []],
    ['2015-01-01,Inn,2015-06-01,31,50', ['too-many-nights']],
    ['2015-06-01,Inn,2015-06-01,1,50', []],
    ['2015-06-02,Inn,2015-06-01,1,50', ['in-the-past']],
    ['2015-01-01,Inn,2017-03-11,1,50', []],
    ['2015-01-01,Inn,2017-03-12,1,50', ['too-far-ahead']],
    ['2015-01-01,Inn,2015-06-01,1,0', []],
    ['2015-01-01,Inn,2015-06-01,1,-6.38', ['amount']],
    ['2015-01-01,Inn,2015-06-01,1,999999999.99', []],
    ['2015-01-01,Inn,2015-06-01,1,1000000000', ['amount']],
    ['2015-06-02,Inn,2015-06-01,0,-1', ['no-nights', 'in-the-past']],
  ];
  for (const [row, faults] of refusals) {
    it(`${row}: ${faults.join(' and ') || 'accepted'}`, () => {
      const [verdict] = referenceVerdicts(csvOf(row), { Inn: 1 });
      expect(verdict?.faults).to.deep.equal(faults);
      expect(verdict?.status).to.equal(faults.length > 0 ? 'REFUSED' : 'CONFIRMED');
    });
  }

  it('lets a refused booking take no room', () => {
    const csv = csvOf('2015-06-02,Inn,2015-06-01,1,50', '2015-01-01,Inn,2015-06-01,1,50');
    expect(statuses(referenceVerdicts(csv, { Inn: 1 }))).to.deep.equal(['REFUSED', 'CONFIRMED']);
  });

  const amounts: [nights: number, rate: string, cents: bigint][] = [
    [28, '68', 190_400n],
    [7, '77.54', 54_278n],
    [3, '77.545', 23_264n],
    [1, '0.005', 1n],
    [1, '0.0049', 0n],
    [30, '0.1', 300n],
  ];
  for (const [nights, rate, cents] of amounts) {
    it(`${nights} nights at ${rate} cost ${cents} cents`, () => {
      const [verdict] = referenceVerdicts(csvOf(`2015-01-01,Inn,2015-06-01,${nights},${rate}`), { Inn: 1 });
      expect(verdict?.amountCents).to.equal(cents);
    });
  }

  it('refuses to judge a file that it cannot read', () => {
    expect(() => referenceVerdicts(csvOf('2015-01-01,Inn'), {})).to.throw('line 2 has 2 cells');
    const unreadable = csvOf('2015-01-01,Inn,2015-06-01,1,1e3');
    expect(() => referenceVerdicts(unreadable, {})).to.throw('not a plain decimal');
  });

  it('never sells a night more often than there are rooms, nor turns a guest away while all nights have one', () => {
    const stay = fc.record({
      arrival: fc.integer({ min: 1, max: 12 }),
      nights: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(stay, { maxLength: 40 }), fc.integer({ min: 0, max: 4 }), (stays, capacity) => {
        const day = (number: number) => `2015-06-${String(number).padStart(2, '0')}`;
        const rows = stays.map(({ arrival, nights }) => `2015-01-01,Inn,${day(arrival)},${nights},10`);
        const verdicts = referenceVerdicts(csvOf(...rows), { Inn: capacity });
        const sold = (night: number, before: number) =>
          stays.filter(
            ({ arrival, nights }, index) =>
              index < before &&
              verdicts[index]?.status === 'CONFIRMED' &&
              night >= arrival &&
              night < arrival + nights,
          ).length;
        for (const [index, { arrival, nights }] of stays.entries()) {
          const all = Array.from({ length: nights }, (_, offset) => arrival + offset);
          const fits = all.every((night) => sold(night, index) < capacity);
          expect(verdicts[index]?.status).to.equal(fits ? 'CONFIRMED' : 'SOLD_OUT');
        }
      }),
      { numRuns: 500 },
    );
  });

  describe('for the real bookings', () => {
    const file = new URL('../../datasets/hotel-bookings.csv.gz', import.meta.url);
    const csv = gunzipSync(readFileSync(file)).toString('utf8');
    const first2000 = csv.split('\n').slice(0, 2_001).join('\n');

    it('refuses the 90 rows without a night and the 5 with more than 30, of 14,938', () => {
      const verdicts = referenceVerdicts(csv, {});
      const faults = verdicts.flatMap((verdict) => verdict.faults);
      expect(verdicts).to.have.length(14_938);
      expect(faults.filter((fault) => fault === 'no-nights')).to.have.length(90);
      expect(faults.filter((fault) => fault === 'too-many-nights')).to.have.length(5);
      expect(faults).to.have.length(95);
    });

    it('sells the first 2,000 in full to 114 city and 128 resort rooms, and one fewer turns somebody away', () => {
      const soldOut = (city: number, resort: number) =>
        count(referenceVerdicts(first2000, { 'City Hotel': city, 'Resort Hotel': resort }), 'SOLD_OUT');
      expect(soldOut(114, 128)).to.equal(0);
      expect(soldOut(113, 128)).to.be.greaterThan(0);
      expect(soldOut(114, 127)).to.be.greaterThan(0);
    });

    it('turns 99 city and 55 resort guests of the first 2,000 away with the capacities of the demo', () => {
      const verdicts = referenceVerdicts(first2000, { 'City Hotel': 60, 'Resort Hotel': 90 });
      const away = verdicts.filter(({ status }) => status === 'SOLD_OUT');
      expect(away.filter(({ hotel }) => hotel === 'City Hotel')).to.have.length(99);
      expect(away.filter(({ hotel }) => hotel === 'Resort Hotel')).to.have.length(55);
      expect(count(verdicts, 'CONFIRMED') + away.length + count(verdicts, 'REFUSED')).to.equal(2_000);
    });
  });
});
