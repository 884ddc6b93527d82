import { DependencyUnavailableError, messageOf } from '@wanderluxe/messaging';
import type { Logger } from '@wanderluxe/runtime';
import { Redis } from 'ioredis';

const COMMAND_TIMEOUT_MS = 2_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** Answers INFO's memory section. */
export interface MemoryInfo {
  info(section: 'memory'): Promise<string>;
}

/** A connection whose commands fail at once while Redis is away. */
export async function connectQueueRedis(url: string, logger: Logger): Promise<Redis> {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
  });
  redis.on('error', (error) => logger.warn('the queue Redis reports a fault', { error }));
  await redis.connect().catch((error: unknown) => {
    redis.disconnect();
    throw new DependencyUnavailableError('queue-redis', error);
  });
  return redis;
}

/** A worker's connection waits for Redis to come back instead of failing. */
export function workerRedis(url: string): Redis {
  return new Redis(url, { lazyConnect: true, maxRetriesPerRequest: null });
}

/**
 * A Redis that may evict keys loses jobs and the locks of running ones.
 * @throws Error with the remedy when its policy is not `noeviction`. A Redis that does not tell is warned about.
 */
export async function refuseEviction(redis: MemoryInfo, logger: Pick<Logger, 'warn'>): Promise<void> {
  const policy = await policyOf(redis).catch((error: unknown) => {
    logger.warn('the queue Redis does not tell its maxmemory-policy, make sure that it is noeviction', {
      reason: messageOf(error),
    });
    return 'noeviction';
  });
  if (policy === 'noeviction') return;
  throw new Error(
    `the queue Redis has maxmemory-policy ${policy} and may evict jobs: set it to noeviction, or name another Redis with QUEUE_REDIS_URL`,
  );
}

/** From INFO, which is allowed more often than CONFIG. */
async function policyOf(redis: MemoryInfo): Promise<string> {
  const policy = /^maxmemory_policy:(.+?)\s*$/m.exec(await redis.info('memory'))?.[1];
  if (policy === undefined) throw new Error('INFO memory names no maxmemory_policy');
  return policy;
}
