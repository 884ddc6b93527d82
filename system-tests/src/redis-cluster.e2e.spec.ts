import { join } from 'node:path';
import { forEachBounded, setBehaviour, setCapacities } from '@wanderluxe/infra/demo';
import { type RedisCluster, startRedisCluster } from '@wanderluxe/infra/launcher';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { newCrowd } from './harness/crowd.ts';
import { type Engine, sharedEngine } from './harness/engine.ts';
import { expectAllPromisesKept, Run } from './harness/run.ts';

const BOOKINGS = 240;
const ROOMS = 8;
const BUCKETS = 4;
const LOSE_AT = 80;
const POSTS_IN_FLIGHT = 20;
const MASTERS = 3;

describe('hotels split into buckets over a Redis Cluster', function redisCluster() {
  this.timeout(180_000);
  let engine: Engine;
  let cluster: RedisCluster;

  before(async () => {
    engine = await sharedEngine();
    const { cache, folder } = engine.settings;
    cluster = await startRedisCluster({
      masters: MASTERS,
      cache,
      folder: join(folder, 'redis-cluster'),
      talk: () => {},
    });
    await engine.start('inventory', { COUNTERS_REDIS_URL: cluster.url });
  });
  after(async () => {
    await setBehaviour(engine.bankUrl, {});
    await engine.start('inventory');
    await cluster?.stop();
  });

  /** Keys of each master. */
  const keysByMaster = () =>
    Promise.all(
      cluster.ports.map(async (port) => {
        const redis = new Redis({ port, host: '127.0.0.1' });
        const keys = await redis.keys('inv:*:meta');
        redis.disconnect();
        return keys;
      }),
    );

  it('sell every room once although a master loses its memory under load', async () => {
    await setBehaviour(engine.bankUrl, { latencyMs: 100, latencyJitterMs: 100, declineShare: 0.1 });
    const { properties, bookings } = await newCrowd(engine, BOOKINGS, ROOMS);
    const split = properties.map((property) => ({ ...property, buckets: BUCKETS }));
    await setCapacities(engine.inventoryUrl, split);
    const run = new Run(engine, properties);
    let lost: Promise<void> | undefined;
    await forEachBounded(bookings, { limit: POSTS_IN_FLIGHT }, async (booking) => {
      await run.post(booking);
      if (run.posted.length >= LOSE_AT) lost ??= cluster.loseMaster(1);
    });
    await lost;
    const { summary } = await run.finish();
    expectAllPromisesKept(summary);
    expect(summary).to.include({ accepted: BOOKINGS, refused: 0 });
    expect(summary.failedReasons).to.include.keys('SOLD_OUT');
    const keys = await keysByMaster();
    for (const [index, found] of keys.entries())
      expect(found, `master ${index} counts rooms`).not.to.be.empty;
    expect(keys.flat().filter((key) => key.includes(`of${BUCKETS}`))).to.have.length.at.least(
      BUCKETS * properties.length,
    );
  });
});
