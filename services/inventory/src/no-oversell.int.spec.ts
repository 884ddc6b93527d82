import { freshId } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { keysOf } from './adapters/redis/redis-counters.ts';
import { holdOf } from './domain/reservation.ts';
import { failed, initiated } from './testing/events.ts';
import { factsFor } from './testing/facts.ts';
import type { Instance } from './testing/instance.ts';
import { peakRooms } from './testing/journal.ts';
import { type RealInstance, realServers } from './testing/real.ts';

const LAST_ROOM_ROUNDS = 200;
const SAME_MOMENT_ROUNDS = 20;
const STORM_BOOKINGS = 40;
const STORM_CAPACITY = 7;

describe('no oversell, with two instances over real Redis and Mongo', function () {
  this.timeout(120_000);
  const cluster = realServers();
  let a: RealInstance;
  let b: RealInstance;
  let hotel: string;

  before(async () => {
    a = await cluster.start();
    b = await cluster.start();
  });
  after(() => cluster.stop());
  beforeEach(() => {
    hotel = freshId('hotel');
  });

  const states = (...bookings: ReturnType<typeof factsFor>[]) =>
    Promise.all(bookings.map((facts) => a.instance.stateOf(facts)));

  /** Invariant I11: what Redis holds is exactly what the journal has. */
  async function expectCountersToBeJournal(instance: Instance): Promise<void> {
    const { properties, rooms } = instance.edges;
    const { stay } = holdOf(factsFor(hotel));
    const counted = await rooms.read(await instance.property(hotel), stay);
    const snapshot = await properties.beginEpoch(hotel, 0);
    expect(counted?.taken[0]).to.equal(snapshot?.holds.length);
  }

  it('invariants rule 1: take, Redis loses all, rebuild, take again, journal both: exactly the capacity is sold', async () => {
    await a.instance.open(hotel, 1);
    const [first, second] = [factsFor(hotel), factsFor(hotel)];
    a.instance.beforeSave = async () => {
      await a.redis.flushdb();
      await b.instance.deliver(initiated(second));
      expect(await b.instance.stateOf(second), 'the second take is journalled first').to.equal('HELD');
    };
    const conflictsBefore = a.instance.conflicts;
    await a.instance.deliver(initiated(first));

    expect(a.instance.conflicts - conflictsBefore, 'the fence held').to.equal(1);
    expect(await states(first, second)).to.deep.equal(['REJECTED', 'HELD']);
    expect(await peakRooms(a.db, hotel)).to.equal(1);
    await expectCountersToBeJournal(a.instance);
  });

  it('the same with both journalled at the same moment', async () => {
    for (let round = 0; round < SAME_MOMENT_ROUNDS; round += 1) {
      const room = freshId('hotel');
      await a.instance.open(room, 1);
      const [first, second] = [factsFor(room), factsFor(room)];
      let other: Promise<void> = Promise.resolve();
      a.instance.beforeSave = async () => {
        await a.redis.flushdb();
        await new Promise<void>((bothTook) => {
          b.instance.beforeSave = async () => bothTook();
          other = b.instance.deliver(initiated(second));
        });
      };
      await a.instance.deliver(initiated(first));
      await other;
      expect((await states(first, second)).sort(), `round ${round}`).to.deep.equal(['HELD', 'REJECTED']);
      expect(await peakRooms(a.db, room), `round ${round}`).to.equal(1);
    }
  });

  it(`the last room, ${LAST_ROOM_ROUNDS} rounds: exactly one winner each, and the loser is rejected`, async () => {
    for (let round = 0; round < LAST_ROOM_ROUNDS; round += 1) {
      const room = freshId('hotel');
      await a.instance.open(room, 1);
      const [first, second] = [factsFor(room), factsFor(room)];
      await Promise.all([a.instance.deliver(initiated(first)), b.instance.deliver(initiated(second))]);
      expect((await states(first, second)).sort(), `round ${round}`).to.deep.equal(['HELD', 'REJECTED']);
      expect(await peakRooms(a.db, room), `round ${round}`).to.equal(1);
    }
    const said = [a, b].flatMap(({ instance }) => instance.on('inventory.rejected'));
    expect(new Set(said.map(({ payload }) => payload.reason))).to.deep.equal(new Set(['SOLD_OUT']));
  });

  it('bookings, releases and losses of Redis at the same time: never beyond the capacity at any point', async () => {
    await a.instance.open(hotel, STORM_CAPACITY);
    const bookings = Array.from({ length: STORM_BOOKINGS }, () => factsFor(hotel));
    const flush = setInterval(() => void a.redis.flushdb().catch(() => {}), 40);
    try {
      await Promise.all(
        [a, b].map(async ({ instance }, index) => {
          const own = bookings.filter((_, at) => at % 2 === index);
          for (const facts of own) {
            await instance.deliver(initiated(facts));
            if (own.indexOf(facts) % 3 === 0) await instance.deliver(failed(facts));
          }
        }),
      );
    } finally {
      clearInterval(flush);
    }
    expect(await peakRooms(a.db, hotel)).to.be.within(1, STORM_CAPACITY);
    await a.instance.deliver(...bookings.map(initiated));
    await expectCountersToBeJournal(a.instance);
  });

  it('a restart of Redis from a stale snapshot: its counters are not believed', async () => {
    await a.instance.open(hotel, 1);
    const first = factsFor(hotel);
    await a.instance.deliver(initiated(first));
    const [meta, nights, holds] = keysOf(hotel);
    await a.redis.del(nights, holds);
    await a.redis.hset(meta, 'identity', 'the-run-before/the-replication-before');

    const second = factsFor(hotel);
    await b.instance.deliver(initiated(second));
    expect(await states(first, second)).to.deep.equal(['HELD', 'REJECTED']);
    await expectCountersToBeJournal(b.instance);
  });
});
