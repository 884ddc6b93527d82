import { silentLogger } from '@wanderluxe/runtime';
import { expect } from 'chai';
import type { Claim } from '../domain/claim.ts';
import { FragileClaims } from '../testing/memory-edges.ts';
import { ClaimSettlement } from './claim-settlement.ts';

const TRACE = 'a'.repeat(32);
const claim: Claim = { bookingId: 'b-1', key: 'k-1', fingerprint: 'f', state: 'in_progress', token: 't' };

describe('settling a claim while its store is away', () => {
  let claims: FragileClaims;
  let settlement: ClaimSettlement;
  beforeEach(async () => {
    claims = new FragileClaims();
    settlement = new ClaimSettlement({ claims, leaseMs: 1_000, acceptedTtlMs: 60_000, logger: silentLogger });
    await claims.take(claim, 60_000);
    claims.isAway = true;
  });

  it('does not hold up the caller, and is done when idle', async () => {
    await settlement.accept(claim, TRACE);
    claims.isAway = false;
    expect((await claims.find('b-1'))?.state).to.equal('in_progress');
    await settlement.idle();
    expect((await claims.find('b-1'))?.state).to.equal('accepted');
  });

  it('gives back what it can as soon as it can', async () => {
    await settlement.giveBack(claim, TRACE);
    claims.isAway = false;
    await settlement.idle();
    expect(claims.live()).to.deep.equal([]);
  });

  it('leaves the claim to its lease in the end', async () => {
    await settlement.accept(claim, TRACE);
    await settlement.idle();
    claims.isAway = false;
    expect((await claims.find('b-1'))?.state).to.equal('in_progress');
  });
});
