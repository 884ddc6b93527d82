import { Redis } from 'ioredis';
import type { Ground, Inject } from './ground.ts';
import { over } from './ground.ts';

/** Where BullMQ keeps its jobs; the payment service's own setting. */
const QUEUE_KEYS = '{wanderluxe-payment}:*';
const SCAN_COUNT = 1_000;

async function withRedis<T>({ world }: Ground, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(world.direct.redisUrl, { lazyConnect: true, retryStrategy: () => 200 });
  redis.on('error', () => {});
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

/** All memory is lost, but the server goes on: it is the same process, with the same run id. */
export const flush: Inject = async (ground) =>
  withRedis(ground, async (redis) => {
    const keys = await redis.dbsize();
    await redis.flushall();
    return over(keys > 0 ? `${keys} keys were lost` : null);
  });

/** Only the queue's keys are lost: every job that was to remind of something. */
export const flushQueue: Inject = async (ground) =>
  withRedis(ground, async (redis) => {
    let lost = 0;
    let cursor = '0';
    do {
      const [next, keys] = await redis.scan(cursor, 'MATCH', QUEUE_KEYS, 'COUNT', SCAN_COUNT);
      if (keys.length > 0) lost += await redis.del(...keys);
      cursor = next;
    } while (cursor !== '0');
    return over(lost > 0 ? `${lost} keys of the queue were lost` : null);
  });
