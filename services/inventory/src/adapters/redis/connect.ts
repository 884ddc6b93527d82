import type { Logger } from '@wanderluxe/runtime';
import { Redis } from 'ioredis';
import { scripts } from './lua.ts';

const COMMAND_TIMEOUT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 2_000;
const RECONNECT_MIN_MS = 50;
const RECONNECT_MAX_MS = 1_000;

/**
 * A connection that fails fast while the server is away, reconnects by itself, and never sends a command twice:
 * the rebuild relies on an epoch being loaded at most once.
 */
export function connectRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, {
    scripts,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(RECONNECT_MAX_MS, RECONNECT_MIN_MS * attempt),
  });
  redis.on('error', (error: Error) => logger.warn('redis is not reachable', { error: error.message }));
  return redis;
}

const FIRST_ANSWER_MS = 3_000;

/**
 * Connects and checks the server. One that is away is waited for in the background.
 * @throws Error with the remedy when it answers and may evict keys.
 */
export async function connectChecked(url: string, logger: Logger): Promise<Redis> {
  const redis = connectRedis(url, logger);
  if (!(await isReadyWithin(redis, FIRST_ANSWER_MS))) return redis;
  try {
    await refuseEviction(redis);
    return redis;
  } catch (error) {
    redis.disconnect();
    throw error;
  }
}

function isReadyWithin(redis: Redis, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), withinMs);
    redis.once('ready', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

/**
 * Refuses a server that may drop keys by itself: a dropped counter would be taken for free rooms. A server that
 * hides its policy is trusted.
 */
export async function refuseEviction(redis: Pick<Redis, 'info'>): Promise<void> {
  const policy = /maxmemory_policy:(\S+)/.exec(await redis.info('memory'))?.[1];
  if (policy === undefined || policy === 'noeviction') return;
  throw new Error(
    `redis evicts keys (maxmemory-policy ${policy}), and with them sold rooms: run CONFIG SET maxmemory-policy noeviction`,
  );
}

/** Whether the server answers and keeps every key, now; for readiness. Its policy can change while it runs. */
export async function isUsable(redis: Redis, logger: Logger): Promise<boolean> {
  try {
    await refuseEviction(redis);
    return true;
  } catch (error) {
    logger.warn('redis is not usable', { error });
    return false;
  }
}
