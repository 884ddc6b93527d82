import { inLanes } from '@wanderluxe/testkit';
import fc from 'fast-check';
import { MemoryClaims } from '../adapters/memory-claims.ts';
import { oneKeyOneBooking } from '../testing/idempotency/run-history.ts';

const RUNS = 10_000;
/** Histories at a time: some wait for a timer. */
const LANES = 8;

describe('one Idempotency-Key, one booking', () => {
  it(`in ${RUNS} histories of copies, races, losses of Redis, days and leases that pass, and answers that are lost`, async function () {
    this.timeout(300_000);
    const property = oneKeyOneBooking((_, nowMs) => {
      let claims = new MemoryClaims(nowMs);
      return {
        claims: {
          take: (claim, leaseMs) => claims.take(claim, leaseMs),
          keep: (claim, ttlMs) => claims.keep(claim, ttlMs),
          release: (claim) => claims.release(claim),
          find: (bookingId) => claims.find(bookingId),
        },
        pass: async () => {},
        lose: async () => {
          claims = new MemoryClaims(nowMs);
        },
      };
    });
    await inLanes(LANES, () => fc.assert(property, { numRuns: RUNS / LANES }));
  });
});
