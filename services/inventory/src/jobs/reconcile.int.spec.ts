import { setTimeout as sleep } from 'node:timers/promises';
import type { BookingFacts } from '@wanderluxe/schemas';
import { freshId } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { keysOf } from '../adapters/redis/redis-counters.ts';
import type { Difference } from '../domain/differences.ts';
import { holdOf } from '../domain/reservation.ts';
import { initiated } from '../testing/events.ts';
import { factsFor } from '../testing/facts.ts';
import { peakRooms } from '../testing/journal.ts';
import { type RealInstance, realServers } from '../testing/real.ts';
import { reconcileProperties } from './reconcile-properties.ts';

const CAPACITY = 2;
const STORM_MS = 1_500;

describe('reconcile, over real Redis and Mongo', function () {
  this.timeout(60_000);
  const cluster = realServers();
  let a: RealInstance;
  let b: RealInstance;
  let hotel: string;
  let facts: BookingFacts;

  before(async () => {
    a = await cluster.start();
    b = await cluster.start();
  });
  after(() => cluster.stop());
  beforeEach(async () => {
    hotel = freshId('hotel');
    facts = factsFor(hotel);
    await a.instance.open(hotel, CAPACITY);
    await a.instance.deliver(initiated(facts));
  });

  async function reconcileNow(): Promise<readonly Difference[]> {
    const edges = b.instance.reconcileEdges(() => sleep(5));
    const { findings } = await reconcileProperties(edges, [hotel], { isDryRun: false });
    return findings.flatMap(({ differences }) => differences);
  }
  const { firstDay } = holdOf(factsFor('any')).stay;

  it('finds nothing where nothing is wrong', async () => {
    expect(await reconcileNow()).to.deep.equal([]);
  });

  it('takes away a hold that nobody journalled', async () => {
    const stray = holdOf(factsFor(hotel));
    await a.instance.edges.rooms.reserve(await a.instance.property(hotel), [stray]);
    expect(await reconcileNow()).to.deep.equal([{ kind: 'COUNTED_ONLY', bookingId: stray.bookingId }]);
    expect(await a.redis.hkeys(keysOf(hotel)[2])).to.deep.equal([facts.bookingId]);
    expect(await reconcileNow()).to.deep.equal([]);
  });

  it('brings back a hold that was lost, so that its room is not sold again', async () => {
    await a.redis.del(keysOf(hotel)[1], keysOf(hotel)[2]);
    expect(await reconcileNow()).to.deep.equal([{ kind: 'JOURNALLED_ONLY', bookingId: facts.bookingId }]);
    const [next, last] = [factsFor(hotel), factsFor(hotel)];
    await a.instance.deliver(initiated(next), initiated(last));
    expect([await a.instance.stateOf(next), await a.instance.stateOf(last)]).to.deep.equal([
      'HELD',
      'REJECTED',
    ]);
  });

  it('mends nights that were counted wrongly, and the capacity', async () => {
    const [meta, nights] = keysOf(hotel);
    await a.redis.hset(nights, String(firstDay), '0', String(firstDay + 9), '1');
    await a.redis.hset(meta, 'capacity', '7');
    expect(await reconcileNow()).to.deep.equal([
      { kind: 'WRONG_NIGHT', day: firstDay, counted: 0, held: 1 },
      { kind: 'WRONG_NIGHT', day: firstDay + 9, counted: 1, held: 0 },
      { kind: 'WRONG_CAPACITY', counted: 7, wanted: CAPACITY },
    ]);
    expect(await a.redis.hgetall(nights)).to.deep.equal({ [firstDay]: '1', [firstDay + 1]: '1' });
    expect(await reconcileNow()).to.deep.equal([]);
  });

  it('calls a property that is not loaded no difference', async () => {
    await a.redis.del(keysOf(hotel));
    expect(await reconcileNow()).to.deep.equal([]);
  });

  it('repairing without end, beside bookings and damage: never beyond the capacity at any point', async () => {
    const untilMs = Date.now() + STORM_MS;
    const isOn = () => Date.now() < untilMs;
    const booking = async ({ instance }: RealInstance) => {
      while (isOn()) await instance.deliver(initiated(factsFor(hotel)));
    };
    const damage = async () => {
      while (isOn()) {
        await sleep(40);
        await a.redis.hset(keysOf(hotel)[2], freshId('nobody'), `${firstDay}:2`);
      }
    };
    const repairing = async () => {
      while (isOn()) await reconcileNow();
    };
    await Promise.all([booking(a), booking(b), damage(), repairing()]);
    expect(await peakRooms(a.db, hotel)).to.be.within(1, CAPACITY);
    await reconcileNow();
    expect(await reconcileNow()).to.deep.equal([]);
  });
});
