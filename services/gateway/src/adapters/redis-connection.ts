import type { Logger } from '@wanderluxe/runtime';
import { Redis } from 'ioredis';

/** A command without an answer after this has failed; it may still take effect. */
const COMMAND_TIMEOUT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 2_000;
const MAX_RECONNECT_PAUSE_MS = 1_000;

/**
 * A connection for requests that must not wait for a Redis that is away: commands fail at once while it is not
 * connected, it reconnects for ever, and nothing is sent twice.
 */
export function connectRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 10), MAX_RECONNECT_PAUSE_MS),
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
  redis.on('error', (error) => logger.debug('redis connection error', { error }));
  redis.on('close', () => logger.warn('redis is disconnected'));
  redis.on('ready', () => logger.info('redis is connected'));
  return redis;
}
