import { expect } from 'chai';
import fc from 'fast-check';
import type { MemoryRoomCounters } from './adapters/memory/memory-counters.ts';
import { homeOf } from './domain/buckets.ts';
import { daysAbove, occupancyOf } from './domain/occupancy.ts';
import { holdOf } from './domain/reservation.ts';
import { dateOf, daysOf, type Hold } from './domain/stay.ts';
import { reconcileProperties } from './jobs/reconcile-properties.ts';
import { bucketIdsOf, SplitRooms } from './split-rooms.ts';
import { initiated } from './testing/events.ts';
import { factsFor } from './testing/facts.ts';
import type { Instance } from './testing/instance.ts';
import { memoryServers } from './testing/memory.ts';

const RUNS = 1_000;
const FIRST_DAY = 20_614;

const factsOn = (night: number, nights: number) =>
  factsFor('hotel', {
    dates: { checkIn: dateOf(FIRST_DAY + night), checkOut: dateOf(FIRST_DAY + night + nights) },
  });

describe('a property split into buckets', () => {
  let counters: MemoryRoomCounters;
  let inventory: Instance;
  beforeEach(() => {
    const servers = memoryServers();
    counters = servers.counters;
    inventory = servers.start();
  });

  const states = async (all: readonly ReturnType<typeof factsOn>[]) =>
    Promise.all(all.map((facts) => inventory.stateOf(facts)));
  const inBucket = async (bucket: number, buckets: number): Promise<string[]> => {
    const id = bucketIdsOf({ id: 'hotel', buckets })[bucket] as string;
    const counted = await counters.inspect(id, 0);
    return counted === 'NOT_LOADED' ? [] : counted.holds.map(({ bookingId }) => bookingId);
  };
  const order = () => inventory.property('hotel');

  it('sells exactly its capacity, each room once, from whatever bucket has it', async () => {
    await inventory.open('hotel', 7, 3);
    const wanted = Array.from({ length: 20 }, () => factsOn(0, 2));
    await inventory.deliver(...wanted.map((facts) => initiated(facts)));
    const found = await states(wanted);
    expect(found.filter((state) => state === 'HELD')).to.have.length(7);
    expect(found.filter((state) => state === 'REJECTED')).to.have.length(13);
    const held = await Promise.all([0, 1, 2].map((bucket) => inBucket(bucket, 3)));
    expect(held.map(({ length }) => length)).to.deep.equal([3, 2, 2]);
  });

  it('tries the home bucket first', async () => {
    await inventory.open('hotel', 40, 4);
    const wanted = Array.from({ length: 8 }, () => factsOn(0, 1));
    await inventory.deliver(...wanted.map((facts) => initiated(facts)));
    for (const { bookingId } of wanted) {
      expect(await inBucket(homeOf(bookingId, 4), 4)).to.include(bookingId);
    }
  });

  it('repeated: a booking that was stolen for is not held at home as well once its home has a room', async () => {
    await inventory.open('hotel', 2, 2);
    await inventory.edges.rooms.reload('hotel');
    const all = Array.from({ length: 50 }, () => factsOn(0, 1)).map(holdOf);
    const [first, second] = all.filter(({ bookingId }) => homeOf(bookingId, 2) === 0) as [Hold, Hold];
    await inventory.edges.rooms.reserve(await order(), [first]);
    await inventory.edges.rooms.reserve(await order(), [second]);
    expect(await inBucket(1, 2)).to.deep.equal([second.bookingId]);
    await inventory.edges.rooms.release(await order(), [first]);
    const again = await inventory.edges.rooms.reserve(await order(), [second]);
    expect(again?.results).to.deep.equal([{ kind: 'HELD' }]);
    expect(await inBucket(0, 2)).to.deep.equal([]);
  });

  it('does not take other nights for a booking that holds some in another bucket', async () => {
    await inventory.open('hotel', 4, 2);
    const hold = holdOf(factsOn(0, 1));
    await inventory.edges.rooms.reserve(await order(), [hold]);
    const other = { ...hold, stay: { firstDay: FIRST_DAY + 3, nights: 1 } };
    const answer = await inventory.edges.rooms.reserve(await order(), [other]);
    expect(answer?.results).to.deep.equal([{ kind: 'HELD_OTHERWISE' }]);
  });

  it('deals scattered free nights out anew instead of refusing, and keeps what was sold', async () => {
    await inventory.open('hotel', 2, 2);
    const atHome = (bucket: number, night: number) =>
      Array.from({ length: 50 }, () => factsOn(night, 1)).find(
        ({ bookingId }) => homeOf(bookingId, 2) === bucket,
      ) as ReturnType<typeof factsOn>;
    const [first, second, both] = [atHome(0, 0), atHome(1, 1), factsOn(0, 2)];
    await inventory.deliver(initiated(first), initiated(second));
    const { epoch } = await inventory.property('hotel');
    const split = new SplitRooms(counters, () => {});
    expect(await split.reserve(await inventory.property('hotel'), [holdOf(both)])).to.equal('SCATTERED');
    await inventory.deliver(initiated(both));
    expect(await states([first, second, both])).to.deep.equal(['HELD', 'HELD', 'HELD']);
    expect((await inventory.property('hotel')).epoch, 'dealt out once').to.equal(epoch + 1);
    const late = factsOn(1, 1);
    await inventory.deliver(initiated(late));
    expect(await inventory.stateOf(late)).to.equal('REJECTED');
  });

  it('out of order: any history sells like one that is not split, and never too much', async () => {
    const step = fc.record({
      night: fc.integer({ min: 0, max: 5 }),
      nights: fc.integer({ min: 1, max: 4 }),
      lose: fc.boolean(),
    });
    const history = fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), { maxLength: 8 });
    const property = fc.asyncProperty(fc.integer({ min: 2, max: 4 }), history, async (buckets, batches) => {
      const servers = memoryServers();
      inventory = servers.start();
      await inventory.open('hotel', buckets + 1, buckets);
      const held: Hold[] = [];
      for (const batch of batches) {
        if (batch.some(({ lose }) => lose)) servers.counters.lose();
        const facts = batch.map(({ night, nights }) => factsOn(night, nights));
        await inventory.deliver(...facts.map((one) => initiated(one)));
        const found = await states(facts);
        const holds = facts.map(holdOf);
        held.push(...holds.filter((_, index) => found[index] === 'HELD'));
        const refused = holds.filter((_, index) => found[index] === 'REJECTED');
        for (const one of refused) expectFull(held, one, buckets + 1);
        expect(daysAbove(occupancyOf(held.map(({ stay }) => stay)), buckets + 1)).to.deep.equal([]);
      }
    });
    await fc.assert(property, { numRuns: RUNS });
  });

  /** A refusal names no booking: some night of the stay must be sold out by the end of its batch. */
  function expectFull(held: readonly Hold[], refused: Hold, capacity: number): void {
    const taken = occupancyOf(held.map(({ stay }) => stay));
    const full = daysOf(refused.stay).some((day) => (taken.get(day) ?? 0) >= capacity);
    expect(full, `${JSON.stringify(refused)} was refused with rooms free`).to.equal(true);
  }

  it('a booking that a zombie took in another bucket is found and taken away by the reconciler', async () => {
    await inventory.open('hotel', 4, 2);
    const facts = factsOn(0, 1);
    await inventory.deliver(initiated(facts));
    const elsewhere = bucketIdsOf({ id: 'hotel', buckets: 2 })[1 - homeOf(facts.bookingId, 2)] as string;
    await counters.reserve(elsewhere, 0, [holdOf(facts)]);
    const edges = inventory.reconcileEdges();
    const { findings } = await reconcileProperties(edges, ['hotel'], { isDryRun: false });
    expect(findings[0]?.differences).to.deep.include({ kind: 'COUNTED_TWICE', bookingId: facts.bookingId });
    expect((await reconcileProperties(edges, ['hotel'], { isDryRun: true })).findings).to.deep.equal([]);
  });

  it('late: a caller that knows the old split counts under an epoch that is over, and tries again', async () => {
    await inventory.open('hotel', 2, 1);
    const early = factsOn(0, 1);
    inventory.beforeSave = async () => void (await inventory.open('hotel', 2, 2));
    await inventory.deliver(initiated(early));
    expect(inventory.conflicts).to.equal(1);
    expect(await inventory.stateOf(early)).to.equal('HELD');
    const counted = await inventory.edges.rooms.inspect(await inventory.property('hotel'));
    expect(counted).to.deep.include({ capacity: 2, holds: [holdOf(early)] });
  });
});
