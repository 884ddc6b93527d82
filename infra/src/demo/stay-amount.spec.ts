import { expect } from 'chai';
import fc from 'fast-check';
import { stayAmount } from './stay-amount.ts';

describe('stayAmount', () => {
  const cases: [nights: number, rate: string, amount: string][] = [
    [7, '77.54', '542.78'],
    [28, '68', '1904.00'],
    [3, '134.7', '404.10'],
    [2, '0', '0.00'],
    [0, '99.99', '0.00'],
    [1, '0.005', '0.01'],
    [1, '0.0049', '0.00'],
    [3, '77.545', '232.64'],
    [1, '-6.38', '-6.38'],
    [1, '-0.001', '0.00'],
    [30, '9007199254740993.11', '270215977642229793.30'],
  ];
  for (const [nights, rate, amount] of cases) {
    it(`${nights} nights at ${rate} cost ${amount}`, () => expect(stayAmount(nights, rate)).to.equal(amount));
  }

  it('is exact in cents for every rate with two decimals', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.bigInt({ min: 0n, max: 10n ** 15n }),
        (nights, cents) => {
          const text = cents.toString().padStart(3, '0');
          const amount = stayAmount(nights, `${text.slice(0, -2)}.${text.slice(-2)}`);
          expect(BigInt(amount.replace('.', ''))).to.equal(BigInt(nights) * cents);
        },
      ),
    );
  });
});
