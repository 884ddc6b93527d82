import { setTimeout as sleep } from 'node:timers/promises';
import { silentLogger } from '@wanderluxe/runtime';
import { eventually, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { describeClaimsBehaviour } from './claims.behaviour.ts';
import { RedisClaims } from './redis-claims.ts';
import { RedisCommands } from './redis-commands.ts';
import { connectRedis } from './redis-connection.ts';

describe('with a real Redis', () => {
  let redis: Redis;
  before(async () => {
    redis = connectRedis(servers().redisUrl, silentLogger);
    await eventually(() => expect(redis.status).to.equal('ready'));
  });
  after(() => redis.disconnect());

  describeClaimsBehaviour('in Redis', () => ({
    claims: new RedisClaims(new RedisCommands(redis)),
    pass: async (ms) => void (await sleep(ms)),
  }));
});
