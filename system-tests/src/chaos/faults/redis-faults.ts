import { Redis } from 'ioredis';
import type { Ground, Inject } from './ground.ts';
import { over } from './ground.ts';

/** Where BullMQ keeps its jobs; the payment service's own setting. */
const QUEUE_KEYS = '{wanderluxe-payment}:*';

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

/** All at one moment, as a server loses them: one after the other, a job could move on behind the deletion. */
const DELETE_ALL = `
local keys = redis.call('KEYS', ARGV[1])
for _, key in ipairs(keys) do redis.call('DEL', key) end
return #keys`;

/** Only the queue's keys are lost: every job that was to remind of something. */
export const flushQueue: Inject = async (ground) =>
  withRedis(ground, async (redis) => {
    const lost = Number(await redis.eval(DELETE_ALL, 0, QUEUE_KEYS));
    return over(lost > 0 ? `${lost} keys of the queue were lost` : null);
  });
