import { freshId, inLanes, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import type { Hold } from '../../domain/stay.ts';
import type { RoomCounters } from '../../ports.ts';
import { MemoryRoomCounters } from '../memory/memory-counters.ts';
import { scripts } from './lua.ts';
import { keysOf, RedisRoomCounters } from './redis-counters.ts';

const RUNS = 10_000;
/** Properties that are checked at the same time: while one compares, Redis answers another. */
const LANES = 4;
const FIRST_DAY = 16_000;

type Loss = 'nothing' | 'keys' | 'identity';
interface Step {
  readonly words: string;
  readonly run: (counters: RoomCounters, property: string) => Promise<unknown>;
  readonly loss: Loss;
  /** How often it is made, without anything in between. */
  readonly times: number;
}

const stay = fc.record({
  firstDay: fc.integer({ min: FIRST_DAY, max: FIRST_DAY + 4 }),
  nights: fc.integer({ min: 1, max: 5 }),
});
const bookingId = fc.integer({ min: 1, max: 5 }).map((n) => `b${n}`);
const hold: fc.Arbitrary<Hold> = fc.record({ bookingId, stay });
const holds = fc.array(hold, { minLength: 1, maxLength: 5 });
const distinct = fc.uniqueArray(hold, { maxLength: 4, selector: ({ bookingId }) => bookingId });
const epoch = fc.integer({ min: 0, max: 4 });
const times = fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constant(2) });

const calls: Record<string, [weight: number, fc.Arbitrary<Omit<Step, 'loss' | 'times'>>]> = {
  reserve: [8, fc.tuple(epoch, holds).map((given) => call('reserve', ...given))],
  release: [5, fc.tuple(epoch, holds).map((given) => call('release', ...given))],
  load: [
    4,
    fc.record({ epoch, capacity: fc.nat(3), holds: distinct }).map((snapshot) => call('load', snapshot)),
  ],
  read: [1, fc.tuple(epoch, stay).map((given) => call('read', ...given))],
  held: [1, fc.tuple(epoch, fc.array(bookingId)).map((given) => call('held', ...given))],
  inspect: [1, epoch.map((least) => call('inspect', least))],
};

function call<M extends keyof RoomCounters>(method: M, ...given: unknown[]) {
  const words = `${method} ${given.map((argument) => JSON.stringify(argument)).join(' ')}`;
  const run: Step['run'] = (counters, property) =>
    (counters[method] as (...all: unknown[]) => Promise<unknown>)(property, ...given);
  return { words, run };
}

const losing: fc.Arbitrary<Step> = fc
  .constantFrom<Loss>('keys', 'identity')
  .map((loss) => ({ words: `lose ${loss}`, run: async () => undefined, loss, times: 1 }));

const steps: fc.Arbitrary<Step> = fc.oneof(
  ...Object.values(calls).map(([weight, made]) => ({
    weight,
    arbitrary: fc.tuple(made, times).map(([step, times]) => ({ ...step, times, loss: 'nothing' as const })),
  })),
  { weight: 1, arbitrary: losing },
);

/** What the counters say as text, holds and nights in a fixed order: cheap to compare. */
function said(answer: unknown): string {
  return JSON.stringify(answer, (_, value) => {
    if (value instanceof Map) return [...value].sort(([one], [other]) => one - other);
    if (!Array.isArray(value) || value[0]?.bookingId === undefined) return value;
    return [...value].sort((one, other) => one.bookingId.localeCompare(other.bookingId));
  });
}

const everything = call('inspect', 0);
const atFirst = call('load', { epoch: 1, capacity: 2, holds: [] });

describe('the Lua scripts against a plain model', () => {
  let redis: Redis;
  before(async () => {
    redis = new Redis(servers().redisUrl, { scripts });
    // A script that the server does not know yet is sent twice, the second time behind what followed it.
    const property = freshId('model');
    const counters = new RedisRoomCounters(redis);
    await counters.load(property, { epoch: 1, capacity: 1, holds: [] });
    await counters.reserve(property, 1, []);
    await counters.release(property, 1, []);
    await counters.read(property, 1, { firstDay: 1, nights: 1 });
    await counters.held(property, 1, []);
    await counters.inspect(property, 1);
    await redis.del(keysOf(property));
  });
  after(() => redis.disconnect());

  function lose(property: string, loss: Loss): Promise<unknown> {
    const keys = keysOf(property);
    if (loss === 'keys') return redis.del(keys);
    return redis.hset(keys[0], 'identity', 'another/life');
  }

  /** Sends the whole history at once: one connection, so Redis runs it in this order. After each step it is asked for everything. */
  async function onRedis(history: readonly Step[]): Promise<string[]> {
    const property = freshId('model');
    const counters = new RedisRoomCounters(redis);
    const answers: Promise<unknown>[] = [atFirst.run(counters, property)];
    for (const { run, loss, times } of history) {
      for (let time = 0; time < times; time += 1) answers.push(run(counters, property));
      if (loss !== 'nothing') answers.push(lose(property, loss).then(() => undefined));
      answers.push(everything.run(counters, property));
    }
    answers.push(redis.del(keysOf(property)).then(() => undefined));
    return (await Promise.all(answers)).map(said);
  }

  async function onModel(history: readonly Step[]): Promise<string[]> {
    const model = new MemoryRoomCounters();
    const answers = [await atFirst.run(model, 'property')];
    for (const { run, loss, times } of history) {
      for (let time = 0; time < times; time += 1) answers.push(await run(model, 'property'));
      if (loss !== 'nothing') answers.push(model.lose());
      answers.push(await everything.run(model, 'property'));
    }
    answers.push(undefined);
    return answers.map(said);
  }

  const property = fc.asyncProperty(fc.array(steps, { maxLength: 20, size: 'max' }), async (history) => {
    const words = history.map(({ words, times }) => `${times} x ${words}`).join('\n');
    expect(await onRedis(history), words).to.deep.equal(await onModel(history));
  });

  it(`answer the same in ${RUNS} random histories of reserve, release, reload, read and loss`, async function () {
    this.timeout(300_000);
    await inLanes(LANES, () => fc.assert(property, { numRuns: RUNS / LANES }));
  });
});
