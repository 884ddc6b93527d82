import { MongoUnitOfWork } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { freshId, servers } from '@wanderluxe/testkit';
import { type Db, MongoClient } from 'mongodb';
import { createIndexes } from '../adapters/mongo/documents.ts';
import { MongoProperties } from '../adapters/mongo/mongo-properties.ts';
import { MongoReservations } from '../adapters/mongo/mongo-reservations.ts';
import { connectRedis, type RedisConnection } from '../adapters/redis/connect.ts';
import { RedisRoomCounters } from '../adapters/redis/redis-counters.ts';
import { HORIZON, Instance } from './instance.ts';

/**
 * The logical Redis database of these tests: they empty it, and what other suites keep on the same server must not
 * notice. To the engine it is a total loss all the same.
 */
const REDIS_DATABASE = 9;

export const ready = async (redis: RedisConnection): Promise<RedisConnection> => {
  if (redis.status !== 'ready') await new Promise((resolve) => redis.once('ready', resolve));
  return redis;
};

/** An instance of the service over real servers, with connections of its own. */
export interface RealInstance {
  readonly instance: Instance;
  readonly redis: RedisConnection;
  readonly db: Db;
  stop(): Promise<void>;
}

/** Starts instances that share one fresh Mongo database and the Redis database of these tests. */
export function realServers() {
  const database = freshId('inventory');
  const running: RealInstance[] = [];

  return {
    async start(): Promise<RealInstance> {
      const { mongoUri, redisUrl } = servers();
      const client = await MongoClient.connect(mongoUri);
      const db = client.db(database);
      await createIndexes(db);
      const url = new URL(redisUrl);
      url.pathname = `/${REDIS_DATABASE}`;
      const redis = await ready(connectRedis(url.href, silentLogger));
      const unitOfWork = new MongoUnitOfWork(client);
      const instance = new Instance({
        counters: new RedisRoomCounters(redis),
        reservations: new MongoReservations(db, HORIZON),
        properties: new MongoProperties(db, unitOfWork, HORIZON),
        unitOfWork,
      });
      const stop = async () => {
        redis.disconnect();
        await client.close();
      };
      const real = { instance, redis, db, stop };
      running.push(real);
      return real;
    },

    async stop(): Promise<void> {
      await running[0]?.db.dropDatabase();
      await running[0]?.redis.flushdb();
      await Promise.all(running.map((real) => real.stop()));
    },
  };
}
