import { forEachBounded, setBehaviour } from '@wanderluxe/infra/demo';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { newCrowd } from './harness/crowd.ts';
import { type Engine, sharedEngine } from './harness/engine.ts';
import { expectAllPromisesKept, Run } from './harness/run.ts';

const BOOKINGS = 300;
const LOSE_AT = 100;
const POSTS_IN_FLIGHT = 20;

describe('Redis lost under load', function redisLoss() {
  this.timeout(180_000);
  let engine: Engine;

  before(async () => {
    engine = await sharedEngine();
  });
  afterEach(() => setBehaviour(engine.bankUrl, {}));

  const losses: [name: string, lose: () => Promise<void>][] = [
    [
      'FLUSHALL',
      async () => {
        const redis = new Redis(engine.redisUrl);
        await redis.flushall();
        redis.disconnect();
      },
    ],
    [
      'kill -9',
      async () => {
        await engine.kill('redis');
        await engine.start('redis');
      },
    ],
  ];
  for (const [name, lose] of losses) {
    it(`${name}: nothing is oversold and every accepted booking ends`, async () => {
      await setBehaviour(engine.bankUrl, { latencyMs: 100, latencyJitterMs: 100, declineShare: 0.1 });
      const { properties, bookings } = await newCrowd(engine, BOOKINGS, 8);
      const run = new Run(engine, properties);
      let lost: Promise<void> | undefined;
      await forEachBounded(bookings, { limit: POSTS_IN_FLIGHT }, async (booking) => {
        await run.post(booking);
        if (run.posted.length >= LOSE_AT) lost ??= lose();
      });
      await lost;
      const { summary } = await run.finish();
      expectAllPromisesKept(summary);
      expect(summary).to.include({ accepted: BOOKINGS, refused: 0 });
      expect(summary.failedReasons).to.include.keys('SOLD_OUT');
    });
  }
});
