import { randomUUID } from 'node:crypto';
import { eventually, freshId } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { Claim } from '../domain/claim.ts';
import type { Claims } from '../ports.ts';

export interface ClaimsFixture {
  readonly claims: Claims;
  /** Lets this time pass for the claims. */
  pass(ms: number): Promise<void>;
}

const LEASE_MS = 20_000;

const aClaim = (own: Partial<Claim> = {}): Claim => ({
  bookingId: freshId('b'),
  key: randomUUID(),
  fingerprint: 'f1',
  state: 'in_progress',
  token: randomUUID(),
  ...own,
});
/** Another request with the same key and booking id. */
const copyOf = (claim: Claim): Claim => ({ ...claim, token: randomUUID() });

/** What every store of claims promises. */
export function describeClaimsBehaviour(name: string, make: () => ClaimsFixture): void {
  describe(`Claims: ${name}`, () => {
    let claims: Claims;
    let pass: ClaimsFixture['pass'];
    before(() => {
      ({ claims, pass } = make());
    });

    it('takes what is free', async () => {
      const claim = aClaim();
      expect(await claims.take(claim, LEASE_MS)).to.deep.equal({ taken: true });
      expect(await claims.find(claim.bookingId)).to.deep.equal(claim);
    });

    it('gives one of 100 concurrent copies the claim', async () => {
      const first = aClaim();
      const copies = Array.from({ length: 100 }, () => copyOf(first));
      const answers = await Promise.all(copies.map((copy) => claims.take(copy, LEASE_MS)));
      expect(answers.filter(({ taken }) => taken)).to.have.length(1);
    });

    it('names the holder of the key', async () => {
      const claim = aClaim();
      await claims.take(claim, LEASE_MS);
      const answer = await claims.take(aClaim({ key: claim.key }), LEASE_MS);
      expect(answer).to.deep.equal({ taken: false, by: 'key', holder: claim });
    });

    it('leaves the holder of key and booking id as it is when it refuses', async () => {
      const claim = aClaim();
      await claims.take(claim, LEASE_MS);
      await claims.take(copyOf(claim), LEASE_MS);
      await claims.take(aClaim({ bookingId: claim.bookingId }), LEASE_MS);
      const answer = await claims.take(copyOf(claim), LEASE_MS);
      expect(answer).to.deep.equal({ taken: false, by: 'key', holder: claim });
      expect(await claims.find(claim.bookingId)).to.deep.equal(claim);
    });

    it('names the holder of the booking id and leaves the key free', async () => {
      const claim = aClaim();
      const other = aClaim({ bookingId: claim.bookingId });
      await claims.take(claim, LEASE_MS);
      expect(await claims.take(other, LEASE_MS)).to.deep.equal({
        taken: false,
        by: 'booking',
        holder: claim,
      });
      expect(await claims.take(aClaim({ key: other.key }), LEASE_MS)).to.deep.equal({ taken: true });
    });

    it('frees key and booking id on release, also when released twice', async () => {
      const claim = aClaim();
      await claims.take(claim, LEASE_MS);
      await claims.release(claim);
      await claims.release(claim);
      expect(await claims.find(claim.bookingId)).to.equal(undefined);
      expect(await claims.take(copyOf(claim), LEASE_MS)).to.deep.equal({ taken: true });
    });

    it('does not release what another claim holds', async () => {
      const claim = aClaim();
      await claims.take(claim, LEASE_MS);
      await claims.release(copyOf(claim));
      expect(await claims.find(claim.bookingId)).to.deep.equal(claim);
    });

    it('ends with the lease when nobody settles it', async () => {
      const claim = aClaim();
      await claims.take(claim, 300);
      await pass(400);
      await eventually(async () => expect(await claims.find(claim.bookingId)).to.equal(undefined));
      expect(await claims.take(copyOf(claim), LEASE_MS)).to.deep.equal({ taken: true });
    });

    it('lives on when kept, with its new state', async () => {
      const claim = aClaim();
      await claims.take(claim, 300);
      await claims.keep({ ...claim, state: 'accepted' }, LEASE_MS);
      await pass(400);
      const holder = { ...claim, state: 'accepted' };
      expect(await claims.take(copyOf(claim), LEASE_MS)).to.deep.equal({ taken: false, by: 'key', holder });
      expect(await claims.find(claim.bookingId)).to.deep.equal(holder);
    });

    it('is restored by keeping it after it was lost', async () => {
      const claim = aClaim();
      await claims.keep({ ...claim, state: 'accepted' }, LEASE_MS);
      expect(await claims.find(claim.bookingId)).to.have.property('state', 'accepted');
    });

    it('is not kept over another claim', async () => {
      const claim = aClaim();
      await claims.take(claim, LEASE_MS);
      await claims.keep({ ...copyOf(claim), state: 'accepted' }, LEASE_MS);
      expect(await claims.find(claim.bookingId)).to.deep.equal(claim);
    });
  });
}
