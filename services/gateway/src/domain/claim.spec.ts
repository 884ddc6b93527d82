import { expect } from 'chai';
import { type Claim, conflictWith } from './claim.ts';

const mine: Claim = { bookingId: 'b1', key: 'k1', fingerprint: 'f1', state: 'in_progress', token: 't1' };
const theirs = (own: Partial<Claim>): Claim => ({ ...mine, token: 't2', ...own });

describe('the answer to a request that met another claim', () => {
  const table: [string, Claim, string][] = [
    ['my key, same body, in progress', theirs({}), 'idempotency_key_in_progress'],
    ['my key, same body, accepted', theirs({ state: 'accepted' }), 'already_processed'],
    ['my key, other body, in progress', theirs({ fingerprint: 'f2' }), 'idempotency_key_reused'],
    [
      'my key, other body, accepted',
      theirs({ fingerprint: 'f2', state: 'accepted' }),
      'idempotency_key_reused',
    ],
    ['other key, in progress', theirs({ key: 'k2' }), 'booking_exists'],
    ['other key, accepted, same body', theirs({ key: 'k2', state: 'accepted' }), 'booking_exists'],
  ];
  for (const [what, holder, code] of table) {
    it(`${what}: ${code}`, () => {
      expect(conflictWith(holder, mine)).to.equal(code);
    });
  }
});
