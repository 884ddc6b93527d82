import { randomUUID } from 'node:crypto';
import { silentLogger } from '@wanderluxe/runtime';
import { expect } from 'chai';
import { MemoryClientRequests } from '../adapters/memory-client-requests.ts';
import { MemoryKnownBookings } from '../adapters/memory-known-bookings.ts';
import { aBooking } from '../testing/bookings.ts';
import { FragileClaims } from '../testing/memory-edges.ts';
import { AcceptBooking } from './accept-booking.ts';
import { Arrivals } from './arrivals.ts';
import { InFlight } from './in-flight.ts';

const limits = { leaseMs: 30_000, acceptedTtlMs: 60_000, acceptTimeoutMs: 5_000 };

describe('accepting a booking', () => {
  const make = (known = new MemoryKnownBookings()) => {
    const clock = { now: 1_000, nowMs: () => clock.now, businessNowMs: () => clock.now };
    const claims = new FragileClaims();
    const requests = new MemoryClientRequests();
    const newToken = randomUUID;
    const inFlight = new InFlight(10);
    const arrivals = new Arrivals();
    const parts = {
      claims,
      requests,
      known,
      clock,
      inFlight,
      arrivals,
      limits,
      newToken,
      logger: silentLogger,
    };
    const bookings = new AcceptBooking(parts);
    const accept = (request = aBooking(), key = randomUUID()) =>
      bookings.accept({ request, key, traceId: 'a'.repeat(32) });
    return { accept, inFlight, claims, clock, known, requests };
  };

  it('keeps key and booking id for as long as an accepted claim lives', async () => {
    const { accept, claims } = make();
    const request = aBooking();
    const key = randomUUID();
    expect((await accept(request, key)).kind).to.equal('accepted');
    claims.aheadMs = limits.acceptedTtlMs - 1_000;
    expect(await accept(request, key)).to.deep.equal({ kind: 'conflict', code: 'already_processed' });
    claims.aheadMs = limits.acceptedTtlMs + 1_000;
    expect((await accept(request, key)).kind).to.equal('accepted');
  });

  it('sends nothing when the time was used up before, and leaves no claim', async () => {
    const { accept, claims, clock, known, requests } = make();
    known.find = async () => {
      clock.now += limits.acceptTimeoutMs;
      return undefined;
    };
    expect(await accept()).to.deep.equal({ kind: 'unavailable', code: 'overloaded' });
    expect(requests.published).to.deep.equal([]);
    expect(claims.live()).to.deep.equal([]);
  });

  it('has nothing in flight when all is answered', async () => {
    const { accept, inFlight, claims, requests } = make();
    await Promise.all([accept(), accept()]);
    claims.isAway = true;
    await accept();
    claims.isAway = false;
    requests.healthy = false;
    await accept();
    expect(inFlight.count()).to.equal(0);
  });
});
