import { expect } from 'chai';
import fc from 'fast-check';
import { currencies } from './currencies.ts';
import { currencyExponent, decimalPlaces, formatAmount, fromMinor, isZero, toMinor } from './money.ts';

const anyCurrency = fc.constantFrom(...Object.keys(currencies));
const anyMinor = fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n });

describe('money', () => {
  it('gives every amount in minor units back exactly, in every currency', () => {
    fc.assert(
      fc.property(anyMinor, anyCurrency, (minor, currency) => {
        const text = fromMinor(minor, currency);
        expect(toMinor(text, currency)).to.equal(minor);
        expect(formatAmount(text, currency)).to.equal(text);
        expect(isZero(text)).to.equal(minor === 0n);
        expect(decimalPlaces(text)).to.be.at.most(currencyExponent(currency) as number);
      }),
    );
  });

  it('is exact where a float is not', () => {
    expect(toMinor('0.29', 'USD') * 100n).to.equal(2_900n);
    expect(fromMinor(toMinor('90071992547409.93', 'EUR'), 'EUR')).to.equal('90071992547409.93');
  });

  it('knows how many decimals a currency has', () => {
    const known = ['JPY', 'USD', 'KWD', 'CLF'].map(currencyExponent);
    expect(known).to.deep.equal([0, 2, 3, 4]);
    for (const none of ['XXX', 'usd', '', 'constructor', 'toString'])
      expect(currencyExponent(none), none).to.equal(undefined);
  });

  it('writes an amount with exactly the decimals of its currency', () => {
    expect(formatAmount('5000', 'USD')).to.equal('5000.00');
    expect(formatAmount('5000.00', 'JPY')).to.equal('5000');
    expect(formatAmount('0.5', 'KWD')).to.equal('0.500');
    expect(fromMinor(-5n, 'USD')).to.equal('-0.05');
  });

  it('refuses more decimals than the currency has, unless they are zeros', () => {
    expect(() => toMinor('1.005', 'USD')).to.throw(RangeError, 'more than 2 decimals');
    expect(() => toMinor('1.5', 'JPY')).to.throw(RangeError);
    expect(toMinor('1.500', 'USD')).to.equal(150n);
  });

  for (const bad of ['', '.', '-', '1e3', '1,5', ' 1', '1.', '.5', 'NaN', '+1']) {
    it(`takes ${JSON.stringify(bad)} for no amount`, () => {
      expect(() => toMinor(bad, 'USD')).to.throw(RangeError);
      expect(() => isZero(bad)).to.throw(RangeError);
    });
  }
});
