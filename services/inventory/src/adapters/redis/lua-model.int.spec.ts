import { silentLogger } from '@wanderluxe/runtime';
import { freshId, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Hold } from '../../domain/stay.ts';
import type { RoomCounters } from '../../ports.ts';
import { MemoryRoomCounters } from '../memory/memory-counters.ts';
import { connectRedis, type RedisConnection } from './connect.ts';
import { keysOf, RedisRoomCounters } from './redis-counters.ts';

const RUNS = 400;
const FIRST_DAY = 16_000;
const HORIZON_NIGHTS = 12;
const horizon = { firstDay: FIRST_DAY, nights: HORIZON_NIGHTS };

type Loss = 'nothing' | 'keys' | 'identity';
interface Step {
  readonly words: string;
  readonly run: (counters: RoomCounters, property: string) => Promise<unknown>;
  readonly loss: Loss;
}

const hold: fc.Arbitrary<Hold> = fc.record({
  bookingId: fc.integer({ min: 1, max: 8 }).map((n) => `b${n}`),
  stay: fc.record({
    firstDay: fc.integer({ min: FIRST_DAY, max: FIRST_DAY + 5 }),
    nights: fc.integer({ min: 1, max: 6 }),
  }),
});
const holds = fc.array(hold, { minLength: 1, maxLength: 6 });
const distinct = fc.uniqueArray(hold, { maxLength: 4, selector: ({ bookingId }) => bookingId });
const epoch = fc.integer({ min: 1, max: 5 });
const step = (words: string, run: Step['run'], loss: Loss = 'nothing'): Step => ({ words, run, loss });

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(epoch, holds)
      .map(([least, wanted]) =>
        step(`reserve ${least} ${JSON.stringify(wanted)}`, (on, property) =>
          on.reserve(property, least, wanted),
        ),
      ),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(epoch, holds)
      .map(([least, given]) =>
        step(`release ${least} ${JSON.stringify(given)}`, (on, property) =>
          on.release(property, least, given),
        ),
      ),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({ epoch, capacity: fc.integer({ min: 0, max: 4 }), holds: distinct })
      .map((snapshot) =>
        step(`load ${JSON.stringify(snapshot)}`, (on, property) => on.load(property, snapshot)),
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<Loss>('keys', 'identity')
      .map((loss) => step(`lose ${loss}`, async () => {}, loss)),
  },
);

describe('the Lua scripts against a plain model', () => {
  let redis: RedisConnection;
  before(async () => {
    redis = connectRedis(servers().redisUrl, silentLogger);
    await new Promise((resolve) => redis.once('ready', resolve));
  });
  after(() => redis.disconnect());

  async function lose(property: string, loss: Loss): Promise<void> {
    const keys = keysOf(property);
    if (loss === 'keys') await redis.del(keys);
    else if (await redis.exists(keys[0])) await redis.hset(keys[0], 'identity', 'another/life');
  }

  /** The hold set and the night counts are kept separately in Redis: one must always be the sum of the other. */
  async function expectCountsToBeHolds(property: string): Promise<void> {
    const [, nights, holdsKey] = keysOf(property);
    const expected: Record<string, string> = {};
    for (const value of Object.values(await redis.hgetall(holdsKey))) {
      const [first = 0, count = 0] = value.split(':').map(Number);
      for (let day = first; day < first + count; day += 1)
        expected[day] = String(Number(expected[day] ?? 0) + 1);
    }
    expect({ ...(await redis.hgetall(nights)) }).to.deep.equal(expected);
  }

  it(`answer the same in ${RUNS} random histories of reserve, release, reload and loss`, async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { maxLength: 30 }), async (history) => {
        const property = freshId('model');
        const real = new RedisRoomCounters(redis);
        const model = new MemoryRoomCounters();
        const first = { epoch: 1, capacity: 2, holds: [] };
        await Promise.all([real.load(property, first), model.load(property, first)]);
        for (const { words, run, loss } of history) {
          expect(await run(real, property), words).to.deep.equal(await run(model, property));
          if (loss !== 'nothing') {
            await lose(property, loss);
            model.lose();
          }
          expect(await real.read(property, 0, horizon), words).to.deep.equal(
            await model.read(property, 0, horizon),
          );
          await expectCountsToBeHolds(property);
        }
        await redis.del(keysOf(property));
      }),
      { numRuns: RUNS },
    );
  });
});
