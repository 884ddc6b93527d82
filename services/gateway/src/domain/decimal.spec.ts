import { expect } from 'chai';
import fc from 'fast-check';
import { decimalOf, exceeds, placesOf, plainText } from './decimal.ts';

const plain = (text: string) => plainText(decimalOf(text));

describe('the exact value of a JSON number', () => {
  const cases: [string, string, number][] = [
    ['5000', '5000', 0],
    ['5000.00', '5000', 0],
    ['12.50', '12.5', 1],
    ['1e3', '1000', 0],
    ['1.25E+1', '12.5', 1],
    ['125e-1', '12.5', 1],
    ['1e-2', '0.01', 2],
    ['0', '0', 0],
    ['-0', '0', 0],
    ['-0.00e9', '0', 0],
    ['-3.5', '-3.5', 1],
    ['5000.000000000000000001', '5000.000000000000000001', 18],
  ];
  for (const [text, written, places] of cases) {
    it(`${text} is ${written} with ${places} decimals`, () => {
      expect(plain(text)).to.equal(written);
      expect(placesOf(decimalOf(text))).to.equal(places);
    });
  }

  it('is judged without writing out what an absurd exponent means', () => {
    expect(exceeds(decimalOf('1e999999999999'), 999_999_999)).to.equal(true);
    expect(placesOf(decimalOf('1e-999999999999'))).to.be.greaterThan(4);
    expect(exceeds(decimalOf(`1e${'9'.repeat(400)}`), 999_999_999)).to.equal(true);
    expect(plain(`0e${'9'.repeat(400)}`)).to.equal('0');
  });

  it('exceeds a limit only by whole units', () => {
    expect(exceeds(decimalOf('999999999.99'), 999_999_999)).to.equal(false);
    expect(exceeds(decimalOf('1000000000'), 999_999_999)).to.equal(true);
    expect(exceeds(decimalOf('41'), 40)).to.equal(true);
    expect(exceeds(decimalOf('4e1'), 40)).to.equal(false);
    expect(exceeds(decimalOf('0.5'), 0)).to.equal(false);
  });

  it('is the same whatever the way of writing it', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 0, max: 5 }),
        (units, scale, zeros) => {
          const value = decimalOf(`${units}e-${scale}`);
          expect(decimalOf(plainText(value))).to.deep.equal(value);
          expect(decimalOf(`${units}${'0'.repeat(zeros)}e-${scale + zeros}`)).to.deep.equal(value);
        },
      ),
    );
  });
});
