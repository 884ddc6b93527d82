import { inLanes, servers } from '@wanderluxe/testkit';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { RedisClaims } from '../adapters/redis-claims.ts';
import { RedisCommands } from '../adapters/redis-commands.ts';
import { oneKeyOneBooking } from '../testing/idempotency/run-history.ts';
import type { ClaimsStore, Names } from '../testing/idempotency/world.ts';

const RUNS = 1_000;
const LANES = 8;

/** Moves the claims as if this time, ARGV[1] in milliseconds, had passed for them. */
const PASS = `
for _, key in ipairs(KEYS) do
  local left = redis.call('PTTL', key)
  if left >= 0 and left <= tonumber(ARGV[1]) then redis.call('DEL', key)
  elseif left >= 0 then redis.call('PEXPIRE', key, left - tonumber(ARGV[1])) end
end`;

describe('one Idempotency-Key, one booking, with a real Redis', () => {
  let redis: Redis;
  before(() => {
    redis = new Redis(servers().redisUrl);
  });
  after(() => redis.disconnect());

  function storeOf({ keys, bookingIds }: Names): ClaimsStore {
    const names = [...keys.map((key) => `idem:${key}`), ...bookingIds.map((id) => `booking:${id}`)];
    return {
      claims: new RedisClaims(new RedisCommands(redis)),
      pass: async (ms) => void (await redis.eval(PASS, names.length, ...names, ms)),
      lose: async () => void (await redis.del(names)),
    };
  }

  it(`in ${RUNS} histories of copies, races, losses of Redis, days and leases that pass, and answers that are lost`, async function () {
    this.timeout(300_000);
    await inLanes(LANES, () => fc.assert(oneKeyOneBooking(storeOf), { numRuns: RUNS / LANES }));
  });
});
