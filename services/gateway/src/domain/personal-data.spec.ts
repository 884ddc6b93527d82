import { expect } from 'chai';
import { personalDataIn } from './personal-data.ts';

describe('personal data in text that is kept', () => {
  const found: Readonly<Record<string, string>> = {
    'write to ann.lee+trip@example.co.uk please': 'an email address',
    'my card 4111111111111111 was stolen': 'a card number',
    'card 4111 1111 1111 1111': 'a card number',
    'card 3782-822463-10005.': 'a card number',
  };
  for (const [text, kind] of Object.entries(found)) {
    it(`finds ${kind} in "${text}"`, () => {
      expect(personalDataIn(text)).to.equal(kind);
    });
  }

  for (const text of [
    '',
    'plans changed',
    'see you @ the hotel',
    'booked twice, as b-4111111111111112',
    'flight 2026-12-24 10:30, seat 12',
    '123456789012',
  ]) {
    it(`finds none in "${text}"`, () => {
      expect(personalDataIn(text)).to.equal(undefined);
    });
  }
});
