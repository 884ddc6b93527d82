import { expect } from 'chai';
import { type JsonNumber, parseExactJson } from './exact-json.ts';

describe('exact JSON', () => {
  it('keeps an amount as it was written, through reading and writing', () => {
    const text = '{"payment":{"amount":5000.00,"currency":"USD"},"version":3}';
    expect(JSON.stringify(parseExactJson(text))).to.equal(text);
  });

  it('keeps the last of two amounts', () => {
    const { amount } = parseExactJson('{"amount":1.10,"amount":2.20}') as { amount: JsonNumber };
    expect(amount.text).to.equal('2.20');
  });

  it('leaves an amount that is no number as it is', () => {
    expect(parseExactJson('{"amount":"5"}')).to.deep.equal({ amount: '5' });
    expect(parseExactJson('{"amount":null}')).to.deep.equal({ amount: null });
  });
});
