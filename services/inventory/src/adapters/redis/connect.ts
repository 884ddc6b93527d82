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

/**
 * Refuses a server that may drop keys by itself: a dropped counter would be taken for free rooms. A server that
 * hides its configuration is trusted with a warning.
 */
export async function refuseEviction(redis: Redis, logger: Logger): Promise<void> {
  const policy = await evictionPolicy(redis);
  if (policy === undefined) {
    logger.warn('redis does not show its maxmemory-policy: see to it that it is noeviction');
  } else if (policy !== 'noeviction') {
    throw new Error(
      `redis evicts keys (maxmemory-policy ${policy}), and with them sold rooms: run CONFIG SET maxmemory-policy noeviction`,
    );
  }
}

async function evictionPolicy(redis: Redis): Promise<string | undefined> {
  const info = await redis.info('memory');
  return /maxmemory_policy:(\S+)/.exec(info)?.[1];
}
