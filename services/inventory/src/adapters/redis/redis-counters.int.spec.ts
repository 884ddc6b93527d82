import { silentLogger } from '@wanderluxe/runtime';
import { freshId, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { NOT_LOADED } from '../../ports.ts';
import { describeCountersBehaviour } from '../counters.behaviour.ts';
import { connectChecked, connectRedis, isUsable, type RedisConnection, refuseEviction } from './connect.ts';
import { keysOf, RedisRoomCounters } from './redis-counters.ts';

const hold = { bookingId: 'a', stay: { firstDay: 10, nights: 2 } };

describe('RedisRoomCounters', () => {
  let redis: RedisConnection;
  before(async () => {
    redis = connectRedis(servers().redisUrl, silentLogger);
    await new Promise((resolve) => redis.once('ready', resolve));
  });
  after(() => redis.disconnect());

  describeCountersBehaviour('on a real server', async () => ({
    counters: new RedisRoomCounters(redis),
    lose: async (property) => void (await redis.del(keysOf(property))),
  }));

  it('does not trust counters that another life of the server loaded (restart from a stale snapshot)', async () => {
    const counters = new RedisRoomCounters(redis);
    const property = freshId('prop');
    await counters.load(property, { epoch: 7, capacity: 1, holds: [] });
    await redis.hset(keysOf(property)[0], 'identity', 'an-earlier-run/an-earlier-replication');
    expect(await counters.reserve(property, 7, [hold])).to.equal(NOT_LOADED);
    expect(await counters.release(property, 7, [hold])).to.equal(NOT_LOADED);
    expect(await counters.read(property, 7, hold.stay)).to.equal(NOT_LOADED);

    await counters.load(property, { epoch: 8, capacity: 1, holds: [hold] });
    expect(await counters.read(property, 8, hold.stay)).to.deep.equal({ capacity: 1, taken: [1, 1] });
  });

  it('leaves no field behind for nights that are free again', async () => {
    const counters = new RedisRoomCounters(redis);
    const property = freshId('prop');
    await counters.load(property, { epoch: 1, capacity: 1, holds: [] });
    await counters.reserve(property, 1, [hold]);
    await counters.release(property, 1, [hold]);
    expect(await redis.exists(...keysOf(property).slice(1))).to.equal(0);
  });

  it('writes what is asked in one turn to the server at once', async () => {
    const counters = new RedisRoomCounters(redis);
    const { stream } = redis as Redis;
    let writes = 0;
    const [one, many] = [stream._write.bind(stream), stream._writev?.bind(stream)];
    Object.assign(stream, {
      _write: (...args: Parameters<typeof one>) => {
        writes += 1;
        one(...args);
      },
      _writev: (...args: Parameters<NonNullable<typeof many>>) => {
        writes += 1;
        many?.(...args);
      },
    });
    try {
      await Promise.all(Array.from({ length: 20 }, () => counters.reserve(freshId('prop'), 1, [hold])));
    } finally {
      Object.assign(stream, { _write: one, _writev: many });
    }
    expect(writes).to.equal(1);
  });

  it('accepts a server that never evicts, and is usable then', async () => {
    const checked = await connectChecked(servers().redisUrl, silentLogger);
    const usable = await isUsable(checked, silentLogger);
    checked.disconnect();
    expect(usable).to.equal(true);
    expect(await isUsable(checked, silentLogger), 'after the connection is gone').to.equal(false);
  });

  it('refuses a server that may evict keys, with the remedy', async () => {
    const evicting = { info: async () => 'maxmemory_policy:allkeys-lru\r\n' } as unknown as Redis;
    const failure = await refuseEviction(evicting).catch((error) => error);
    expect(failure.message).to.contain('CONFIG SET maxmemory-policy noeviction');
  });

  it('says that the dependency is away while the server is', async () => {
    const nowhere = connectRedis('redis://127.0.0.1:1', silentLogger);
    const failure = await new RedisRoomCounters(nowhere).read('p', 0, hold.stay).catch((error) => error);
    nowhere.disconnect();
    expect(failure).to.include({ name: 'DependencyUnavailableError', dependency: 'redis' });
  });
});
