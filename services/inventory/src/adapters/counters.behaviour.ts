import { freshId } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { Hold } from '../domain/stay.ts';
import { NOT_LOADED, type RoomCounters } from '../ports.ts';

export interface CountersFixture {
  readonly counters: RoomCounters;
  /** The server forgets everything about the property. */
  lose(propertyId: string): Promise<void>;
}

const stay = (firstDay: number, nights: number) => ({ firstDay, nights });
const hold = (bookingId: string, firstDay: number, nights: number): Hold => ({
  bookingId,
  stay: stay(firstDay, nights),
});
const HELD = { kind: 'HELD' };

/** What every adapter of RoomCounters must do. */
export function describeCountersBehaviour(name: string, make: () => Promise<CountersFixture>): void {
  describe(`${name}, as RoomCounters`, () => {
    let property: string;
    let counters: RoomCounters;
    let fixture: CountersFixture;

    beforeEach(async () => {
      property = freshId('prop');
      fixture = await make();
      counters = fixture.counters;
    });

    it('knows nothing of a property that was not loaded', async () => {
      expect(await counters.reserve(property, 0, [hold('a', 10, 1)])).to.equal(NOT_LOADED);
      expect(await counters.release(property, 0, [hold('a', 10, 1)])).to.equal(NOT_LOADED);
      expect(await counters.read(property, 0, stay(10, 1))).to.equal(NOT_LOADED);
    });

    it('takes all nights of a booking or none, and names the first full night', async () => {
      await counters.load(property, { epoch: 1, capacity: 1, holds: [hold('there', 12, 1)] });
      const answer = await counters.reserve(property, 1, [hold('a', 10, 4), hold('b', 13, 2)]);
      expect(answer).to.deep.equal({ epoch: 1, results: [{ kind: 'FULL', firstFullDay: 12 }, HELD] });
      expect(await counters.read(property, 1, stay(9, 7))).to.deep.equal({
        capacity: 1,
        taken: [0, 0, 0, 1, 1, 1, 0],
      });
    });

    it('decides a batch in its order', async () => {
      await counters.load(property, { epoch: 1, capacity: 2, holds: [] });
      const batch = [hold('a', 10, 1), hold('b', 10, 1), hold('c', 10, 1)];
      expect(await counters.reserve(property, 1, batch)).to.deep.equal({
        epoch: 1,
        results: [HELD, HELD, { kind: 'FULL', firstFullDay: 10 }],
      });
    });

    it('gives the same answer when asked again and counts once', async () => {
      await counters.load(property, { epoch: 1, capacity: 1, holds: [] });
      for (let time = 0; time < 3; time += 1) {
        expect(await counters.reserve(property, 1, [hold('a', 10, 2)])).to.deep.equal({
          epoch: 1,
          results: [HELD],
        });
      }
      expect(await counters.read(property, 1, stay(10, 2))).to.deep.equal({ capacity: 1, taken: [1, 1] });
    });

    it('does not take other nights for a booking that holds some', async () => {
      await counters.load(property, { epoch: 1, capacity: 5, holds: [hold('a', 10, 2)] });
      expect(await counters.reserve(property, 1, [hold('a', 10, 3)])).to.deep.equal({
        epoch: 1,
        results: [{ kind: 'HELD_OTHERWISE' }],
      });
    });

    it('releases by membership: once, and only these nights', async () => {
      await counters.load(property, { epoch: 1, capacity: 1, holds: [hold('a', 10, 2)] });
      expect(await counters.release(property, 1, [hold('a', 10, 1), hold('b', 10, 2)])).to.equal(0);
      expect(await counters.release(property, 1, [hold('a', 10, 2)])).to.equal(1);
      expect(await counters.release(property, 1, [hold('a', 10, 2)])).to.equal(0);
      expect(await counters.read(property, 1, stay(10, 2))).to.deep.equal({ capacity: 1, taken: [0, 0] });
    });

    it('refuses to answer under an epoch older than asked for', async () => {
      await counters.load(property, { epoch: 3, capacity: 1, holds: [] });
      expect(await counters.reserve(property, 4, [hold('a', 10, 1)])).to.equal(NOT_LOADED);
      expect(await counters.release(property, 4, [hold('a', 10, 1)])).to.equal(NOT_LOADED);
      expect(await counters.read(property, 4, stay(10, 1))).to.equal(NOT_LOADED);
      expect(await counters.reserve(property, 2, [hold('a', 10, 1)])).to.deep.include({ epoch: 3 });
    });

    it('replaces everything by a newer epoch and ignores the same and older ones', async () => {
      await counters.load(property, { epoch: 2, capacity: 1, holds: [hold('old', 10, 1)] });
      await counters.load(property, { epoch: 3, capacity: 4, holds: [hold('new', 11, 1)] });
      await counters.load(property, { epoch: 3, capacity: 9, holds: [] });
      await counters.load(property, { epoch: 2, capacity: 9, holds: [] });
      expect(await counters.read(property, 3, stay(10, 2))).to.deep.equal({ capacity: 4, taken: [0, 1] });
    });

    it('tells what bookings hold, in the order asked', async () => {
      expect(await counters.held(property, 0, ['a'])).to.equal(NOT_LOADED);
      await counters.load(property, { epoch: 4, capacity: 3, holds: [hold('a', 10, 2)] });
      await counters.reserve(property, 4, [hold('b', 11, 1)]);
      expect(await counters.held(property, 4, ['b', 'nobody', 'a'])).to.deep.equal({
        epoch: 4,
        stays: [stay(11, 1), undefined, stay(10, 2)],
      });
      expect(await counters.held(property, 5, ['a'])).to.equal(NOT_LOADED);
    });

    it('shows everything that it counts', async () => {
      await counters.load(property, { epoch: 4, capacity: 3, holds: [hold('a', 10, 2)] });
      await counters.reserve(property, 4, [hold('b', 11, 1)]);
      const counted = await counters.inspect(property, 4);
      if (counted === NOT_LOADED) throw new Error('it is loaded');
      expect(counted.capacity).to.equal(3);
      expect(counted.holds).to.have.deep.members([hold('a', 10, 2), hold('b', 11, 1)]);
      expect([...counted.taken].sort()).to.deep.equal([
        [10, 1],
        [11, 2],
      ]);
      expect(await counters.inspect(property, 5)).to.equal(NOT_LOADED);
    });

    it('is not loaded after a loss, and loads again from any epoch', async () => {
      await counters.load(property, { epoch: 5, capacity: 1, holds: [] });
      await fixture.lose(property);
      expect(await counters.reserve(property, 0, [hold('a', 10, 1)])).to.equal(NOT_LOADED);
      await counters.load(property, { epoch: 6, capacity: 1, holds: [hold('a', 10, 1)] });
      expect(await counters.read(property, 6, stay(10, 1))).to.deep.equal({ capacity: 1, taken: [1] });
    });

    it('loads more holds than one Lua call takes arguments', async () => {
      const holds = Array.from({ length: 5_000 }, (_, index) => hold(`b${index}`, index, 2));
      await counters.load(property, { epoch: 1, capacity: 2, holds });
      expect(await counters.release(property, 1, holds)).to.equal(5_000);
    });
  });
}
