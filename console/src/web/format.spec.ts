import { expect } from 'chai';
import { duration, exactTime, money, plural, rate, utc, words } from './format.ts';

describe('texts for people', () => {
  it('durations have two units at most', () => {
    expect([0, 999, 1_000, 9_949, 59_999, 60_000, 200_000, 3_600_000, 7_500_000].map(duration)).to.deep.equal(
      ['0 ms', '999 ms', '1.0 s', '9.9 s', '59 s', '1 min', '3 min 20 s', '1 h', '2 h 5 min'],
    );
    expect(duration(90_000_000)).to.equal('1 d 1 h');
  });

  it('money keeps its digits and has its currency', () => {
    expect(money('1234567890123456.78', 'EUR')).to.match(/123.456.78$|123.456,78/);
    expect(money('500', 'JPY')).to.contain('500').and.not.contain('.00');
    expect(money('12', 'not a currency')).to.equal('12 not a currency');
  });

  it('rates have a decimal while they are small', () => {
    expect([0, 0.25, 99.96, 100.4].map(rate)).to.deep.equal(['0', '0.3', '100.0', '100']);
  });

  it('times can be read in UTC, and to the millisecond', () => {
    expect(utc('2026-01-01T10:00:00.123Z')).to.equal('2026-01-01 10:00:00.123 UTC');
    expect(exactTime('2026-01-01T10:00:00.123Z')).to.match(/:00:00\.123$/);
  });

  it('names become words', () => {
    expect(words('SOLD_OUT')).to.equal('Sold out');
    expect([plural(1, 'saga', 'sagas'), plural(2, 'saga', 'sagas')]).to.deep.equal(['1 saga', '2 sagas']);
  });
});
