import { expect } from 'chai';
import fc from 'fast-check';
import { homeOf, pack, roomsOf } from './buckets.ts';
import { daysAbove, occupancyOf } from './occupancy.ts';
import { daysOf, type Hold } from './stay.ts';

const RUNS = 2_000;
const hold = (bookingId: string, firstDay: number, nights: number): Hold => ({
  bookingId,
  stay: { firstDay, nights },
});

const split = fc
  .record({ buckets: fc.integer({ min: 2, max: 5 }), extra: fc.integer({ min: 0, max: 6 }) })
  .map(({ buckets, extra }) => ({ buckets, capacity: buckets + extra }));
const stays = fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 6 })), {
  maxLength: 40,
});

const named = (all: readonly [number, number][], tag: string): Hold[] =>
  all.map(([firstDay, nights], index) => hold(`${tag}${index}`, firstDay, nights));

/** Those that a property of this capacity can have sold, in their order. */
function sellable(capacity: number, all: readonly Hold[]): Hold[] {
  const sold: Hold[] = [];
  for (const one of all) {
    if (daysAbove(occupancyOf([...sold, one].map(({ stay }) => stay)), capacity).length === 0) sold.push(one);
  }
  return sold;
}

const takenBy = (holds: readonly Hold[]) => occupancyOf(holds.map(({ stay }) => stay));
const fits = (rooms: number, holds: readonly Hold[], wish: Hold): boolean =>
  daysOf(wish.stay).every((day) => (takenBy(holds).get(day) ?? 0) < rooms);

describe('buckets', () => {
  it('divide the rooms as evenly as can be', () => {
    expect(roomsOf(10, 4)).to.deep.equal([3, 3, 2, 2]);
    expect(roomsOf(3, 3)).to.deep.equal([1, 1, 1]);
  });

  it('are a booking’s home evenly, and the same in every process', () => {
    const counts = [0, 0, 0, 0];
    for (let index = 0; index < 4_000; index += 1) counts[homeOf(`b-${index}`, 4)]! += 1;
    for (const count of counts) expect(count).to.be.within(900, 1_100);
    expect(homeOf('b-123456789', 64)).to.equal(43);
  });

  it('pack: hold everything once and sell no bucket beyond its rooms', () => {
    const property = fc.property(split, stays, (into, all) => {
      const holds = sellable(into.capacity, named(all, 'h'));
      const packed = pack(into, holds, []).holds;
      expect(packed.flat()).to.have.members(holds);
      for (const [bucket, rooms] of roomsOf(into.capacity, into.buckets).entries()) {
        expect(daysAbove(takenBy(packed[bucket]!), rooms)).to.deep.equal([]);
      }
    });
    fc.assert(property, { numRuns: RUNS });
  });

  it('pack: grant every wish that the whole property has rooms for, all of them together', () => {
    const property = fc.property(split, stays, stays, (into, held, wished) => {
      const holds = sellable(into.capacity, named(held, 'h'));
      const wishes = named(wished, 'w');
      const { holds: packed, places } = pack(into, holds, wishes);
      const possible = sellable(into.capacity, [...holds, ...wishes]).slice(holds.length);
      expect([...places.keys()]).to.have.members(possible.map(({ bookingId }) => bookingId));
      const rooms = roomsOf(into.capacity, into.buckets);
      for (const wish of possible) {
        const bucket = places.get(wish.bookingId)!;
        expect(fits(rooms[bucket]!, packed[bucket]!, wish), JSON.stringify(wish)).to.equal(true);
        (packed[bucket] as Hold[]).push(wish);
      }
    });
    fc.assert(property, { numRuns: RUNS });
  });

  it('pack: keep an oversold night from being sold further', () => {
    const holds = ['a', 'b', 'c'].map((id) => hold(id, 5, 1));
    const { holds: packed, places } = pack({ capacity: 2, buckets: 2 }, holds, [
      hold('w', 5, 1),
      hold('v', 6, 1),
    ]);
    expect(packed.flat()).to.have.members(holds);
    expect([...places.keys()]).to.deep.equal(['v']);
  });
});
