import type { Logger } from '@wanderluxe/runtime';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { scripts } from './lua.ts';

/** One server, or a cluster. */
export type RedisConnection = Redis | Cluster;

const COMMAND_TIMEOUT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 2_000;
const RECONNECT_MIN_MS = 50;
const RECONNECT_MAX_MS = 1_000;

const shared = {
  autoResendUnfulfilledCommands: false,
  commandTimeout: COMMAND_TIMEOUT_MS,
  connectTimeout: CONNECT_TIMEOUT_MS,
  maxRetriesPerRequest: 0,
} satisfies RedisOptions;
const pauseMs = (attempt: number): number => Math.min(RECONNECT_MAX_MS, RECONNECT_MIN_MS * attempt);

/**
 * A connection that fails fast while the server is away, reconnects by itself, and never sends a command twice:
 * the rebuild relies on an epoch being loaded at most once.
 * @param url redis://host:port, or several with commas between them: nodes of one Redis Cluster
 */
export function connectRedis(url: string, logger: Logger): RedisConnection {
  const nodes = url.split(',');
  const redis =
    nodes.length === 1
      ? new Redis(url, { ...shared, scripts, enableOfflineQueue: false, retryStrategy: pauseMs })
      : new Cluster(nodes, {
          scripts,
          redisOptions: shared,
          enableOfflineQueue: false,
          clusterRetryStrategy: pauseMs,
          slotsRefreshTimeout: COMMAND_TIMEOUT_MS,
          // A command whose connection closed may have arrived.
          retryDelayOnFailover: 0,
        });
  redis.on('error', (error: Error) => logger.warn('redis is not reachable', { error: error.message }));
  return redis;
}

const FIRST_ANSWER_MS = 3_000;

/**
 * Connects and checks the server. One that is away is waited for in the background.
 * @throws Error with the remedy when it answers and may evict keys.
 */
export async function connectChecked(url: string, logger: Logger): Promise<RedisConnection> {
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

function isReadyWithin(redis: RedisConnection, withinMs: number): Promise<boolean> {
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
export async function refuseEviction(redis: Pick<Redis, 'info'> | Cluster): Promise<void> {
  const nodes = redis instanceof Cluster ? redis.nodes('master') : [redis];
  if (nodes.length === 0)
    throw new Error('no node of the cluster answers: check COUNTERS_REDIS_URL and the nodes');
  const infos = await Promise.all(nodes.map((node) => node.info('memory')));
  const policies = infos.map((info) => /maxmemory_policy:(\S+)/.exec(info)?.[1]);
  const policy = policies.find((one) => one !== undefined && one !== 'noeviction');
  if (policy === undefined) return;
  throw new Error(
    `redis evicts keys (maxmemory-policy ${policy}), and with them sold rooms: run CONFIG SET maxmemory-policy noeviction`,
  );
}

/** Whether the server answers and keeps every key, now; for readiness. Its policy can change while it runs. */
export async function isUsable(redis: RedisConnection, logger: Logger): Promise<boolean> {
  try {
    await refuseEviction(redis);
    return true;
  } catch (error) {
    logger.warn('redis is not usable', { error });
    return false;
  }
}
