import { expect } from 'chai';
import type { Parked } from '../ports.ts';

const AT = { level: 1, dueAtMs: 5_000 };

/** The port `Parked`: an empty store for each test. */
export function describeParkedBehaviour(name: string, makeIt: () => Promise<Parked>): void {
  describe(`parked behaviour: ${name}`, () => {
    let parked: Parked;
    beforeEach(async () => {
      parked = await makeIt();
    });
    const row = async (id = 'o') => (await parked.find([id]))[0];

    it('finds the parked ones among the ids asked for', async () => {
      await parked.park('a', 'a1', AT);
      await parked.park('b', 'b1', AT);
      const found = await parked.find(['b', 'c']);
      expect(found).to.deep.equal([{ orderingId: 'b', waiting: ['b1'], dead: [], ...AT }]);
      expect(await parked.find([])).to.deep.equal([]);
    });

    it('keeps the order of arrival, also when all of it is repeated', async () => {
      for (const _ of [1, 2]) {
        await parked.park('o', 'first', AT);
        await parked.join('o', 'second');
        await parked.join('o', 'third');
      }
      expect((await row())?.waiting).to.deep.equal(['first', 'second', 'third']);
    });

    it('tells who joins where it stands', async () => {
      await parked.park('o', 'first', AT);
      const joined = await parked.join('o', 'second');
      expect(joined).to.deep.equal({ orderingId: 'o', waiting: ['first', 'second'], dead: [], ...AT });
    });

    it('lets nobody join an id that is not parked, and parks nothing by it', async () => {
      expect(await parked.join('o', 'e')).to.equal(undefined);
      expect(await row()).to.equal(undefined);
    });

    it('moves level and time with each failure, and keeps the place', async () => {
      await parked.park('o', 'first', AT);
      await parked.join('o', 'second');
      await parked.park('o', 'first', { level: 2, dueAtMs: 9_000 });
      expect(await row()).to.deep.equal({
        orderingId: 'o',
        waiting: ['first', 'second'],
        dead: [],
        level: 2,
        dueAtMs: 9_000,
      });
    });

    it('buries in place, also what was never parked, and revives', async () => {
      await parked.park('o', 'first', AT);
      await parked.join('o', 'second');
      for (const _ of [1, 2]) await parked.bury('o', 'first');
      expect([(await row())?.waiting, (await row())?.dead]).to.deep.equal([['first', 'second'], ['first']]);
      await parked.revive('o', 'first');
      expect([(await row())?.waiting, (await row())?.dead]).to.deep.equal([['first', 'second'], []]);
      await parked.bury('new', 'e');
      expect((await row('new'))?.dead).to.deep.equal(['e']);
      await parked.revive('unknown', 'e');
      expect(await row('unknown')).to.equal(undefined);
    });

    it('is free once the last one has left', async () => {
      await parked.park('o', 'first', AT);
      await parked.bury('o', 'second');
      await parked.leave('o', 'first');
      expect(await row()).to.deep.include({ waiting: ['second'], dead: ['second'] });
      for (const _ of [1, 2]) await parked.leave('o', 'second');
      expect(await row()).to.equal(undefined);
    });

    it('gives each of many who come at once one place', async () => {
      await parked.park('o', 'first', AT);
      const ids = Array.from({ length: 10 }, (_, index) => `e${index}`);
      await Promise.all([...ids, ...ids].map((id) => parked.join('o', id)));
      expect((await row())?.waiting).to.have.members(['first', ...ids]);
      expect((await row())?.waiting).to.have.length(11);
    });
  });
}
