import avsc from 'avsc';
import { expect } from 'chai';
import fc from 'fast-check';
import { logicalTypes } from './logical-types.ts';

const typeOf = (schema: object): avsc.Type => avsc.Type.forSchema(schema as avsc.Schema, { logicalTypes });
const decimalOf = (scale: number, precision = 18) =>
  typeOf({ type: 'bytes', logicalType: 'decimal', precision, scale });
const money = decimalOf(4);
const date = typeOf({ type: 'int', logicalType: 'date' });
const through = (type: avsc.Type, value: unknown): unknown => type.fromBuffer(type.toBuffer(value));

/** unscaled / 10^scale in its shortest plain form, worked out on text alone. */
function plain(unscaled: bigint, scale: number): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${unscaled < 0n ? '-' : ''}${whole}${fraction && `.${fraction}`}`;
}

describe('decimal', () => {
  it('gives every amount back exactly, also where a float would not', () => {
    const unscaled = fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n });
    fc.assert(
      fc.property(unscaled, fc.nat(6), (value, scale) => {
        const text = plain(value, scale);
        expect(through(decimalOf(scale), text)).to.equal(text);
      }),
    );
    expect(through(money, '99999999999999.9999')).to.equal('99999999999999.9999');
  });

  it('drops zeros that mean nothing', () => {
    expect(through(money, '5000.00')).to.equal('5000');
    expect(through(money, '012.50')).to.equal('12.5');
    expect(through(money, '-0.0')).to.equal('0');
    expect(through(money, '12.500000')).to.equal('12.5');
  });

  it('stores the shortest two’s complement form, as the Avro specification asks', () => {
    const body = (value: string) => [...money.toBuffer(value).subarray(1)];
    expect(body('0')).to.deep.equal([0]);
    expect(body('0.0127')).to.deep.equal([127]);
    expect(body('0.0128')).to.deep.equal([0, 128]);
    expect(body('-0.0128')).to.deep.equal([128]);
    expect(body('-0.0129')).to.deep.equal([255, 127]);
  });

  it('reads an empty body as zero', () => {
    expect(money.fromBuffer(Buffer.from([0]))).to.equal('0');
  });

  for (const bad of [
    12.5,
    5000,
    '1e3',
    '1,5',
    '',
    '.5',
    '5.',
    'NaN',
    ' 5',
    '0.00001',
    null,
    '1'.repeat(15),
  ]) {
    it(`refuses ${JSON.stringify(bad)}`, () => {
      expect(() => money.toBuffer(bad)).to.throw();
      expect(money.isValid(bad)).to.equal(false);
    });
  }

  it('refuses to read what was written with another scale: it would be another amount', () => {
    expect(() => money.createResolver(decimalOf(2))).to.throw();
    const same = money.createResolver(decimalOf(4, 20));
    expect(money.fromBuffer(decimalOf(4, 20).toBuffer('1.5'), same)).to.equal('1.5');
  });

  it('keeps precision and scale when the schema is written down', () => {
    expect(JSON.parse(JSON.stringify(money))).to.deep.equal({
      type: 'bytes',
      logicalType: 'decimal',
      precision: 18,
      scale: 4,
    });
  });
});

describe('date', () => {
  it('gives every day back', () => {
    const days = fc.integer({ min: -719_528, max: 2_932_896 });
    fc.assert(
      fc.property(days, (day) => {
        const text = new Date(day * 86_400_000).toISOString().slice(0, 10);
        expect(through(date, text)).to.equal(text);
      }),
    );
  });

  for (const bad of ['2015-02-30', '2015-13-01', '2015-1-1', '2015-01-01T00:00:00Z', '', 16_000, null]) {
    it(`refuses ${JSON.stringify(bad)}`, () => {
      expect(() => date.toBuffer(bad)).to.throw();
    });
  }

  it('refuses to read a day that no calendar shows', () => {
    const year10000 = avsc.Type.forSchema('int').toBuffer(2_932_897);
    expect(() => date.fromBuffer(year10000)).to.throw('no form YYYY-MM-DD');
  });

  it('is not read from something else', () => {
    expect(() => date.createResolver(avsc.Type.forSchema('string'))).to.throw();
    const plainInt = date.createResolver(avsc.Type.forSchema('int'));
    expect(date.fromBuffer(avsc.Type.forSchema('int').toBuffer(0), plainInt)).to.equal('1970-01-01');
  });
});
