import { expect } from 'chai';
import { readIdempotencyKey } from './idempotency-key.ts';

const key = '0f8fad5b-d9cb-469f-a165-70867728950e';

describe('the Idempotency-Key header', () => {
  for (const header of [key, key.toUpperCase(), `"${key}"`, `  ${key} `]) {
    it(`accepts ${JSON.stringify(header)}`, () => {
      expect(readIdempotencyKey(header)).to.deep.equal({ key });
    });
  }

  const refused = {
    'a UUID of version 1': '0f8fad5b-d9cb-169f-a165-70867728950e',
    'another variant': '0f8fad5b-d9cb-469f-c165-70867728950e',
    'one quote': `"${key}`,
    'two keys': `${key}, ${key}`,
    'an empty text': '',
    'a word': 'abc',
  };
  for (const [what, header] of Object.entries(refused)) {
    it(`refuses ${what}`, () => {
      expect(readIdempotencyKey(header)).to.have.property('fault').that.includes('UUID v4');
    });
  }

  it('tells a missing one from a malformed one', () => {
    expect(readIdempotencyKey(undefined)).to.have.property('fault').that.includes('is missing');
  });
});
