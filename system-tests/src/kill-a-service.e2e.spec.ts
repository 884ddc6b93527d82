import { forEachBounded, setBehaviour } from '@wanderluxe/infra/demo';
import { expect } from 'chai';
import { newCrowd } from './harness/crowd.ts';
import { type Engine, type ServiceName, sharedEngine } from './harness/engine.ts';
import { expectAllPromisesKept, Run } from './harness/run.ts';

const BOOKINGS = 500;
/** So many have been answered when the service is killed. */
const KILL_AT = 150;
/** Long enough, at this pace, for charges and batches to be under way when it happens. */
const POSTS_IN_FLIGHT = 20;

describe('kill -9 in the middle of 500 bookings', function killAService() {
  this.timeout(180_000);
  let engine: Engine;

  before(async () => {
    engine = await sharedEngine();
  });
  afterEach(() => setBehaviour(engine.bankUrl, {}));

  async function killAndRestart(name: ServiceName): Promise<void> {
    await engine.kill(name);
    await engine.start(name);
  }

  for (const name of ['gateway', 'inventory', 'payment', 'booking-ledger'] as const) {
    it(`${name}: every accepted booking ends, the bank and the ledger agree, nothing is oversold`, async () => {
      await setBehaviour(engine.bankUrl, { latencyMs: 200, latencyJitterMs: 200, declineShare: 0.1 });
      const { properties, bookings } = await newCrowd(engine, BOOKINGS, 15);
      const run = new Run(engine, properties);
      let killed: Promise<void> | undefined;
      await forEachBounded(bookings, { limit: POSTS_IN_FLIGHT }, async (booking) => {
        await run.post(booking);
        if (run.posted.length >= KILL_AT) killed ??= killAndRestart(name);
      });
      await killed;
      const { summary } = await run.finish();
      expectAllPromisesKept(summary);
      expect(summary).to.include({ accepted: BOOKINGS, refused: 0 });
      expect(summary.failedReasons).to.include.keys('SOLD_OUT', 'DECLINED');
      expect(summary.confirmed).to.be.greaterThan(0);
    });
  }
});
