import type { UnitOfWork } from '@wanderluxe/messaging';
import type { BookingFacts } from '@wanderluxe/schemas';
import { freshId } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { holdOf, reservationOn } from '../domain/reservation.ts';
import { dayOf } from '../domain/stay.ts';
import type { NewReservation, Properties, Release, Reservations } from '../ports.ts';
import { factsFor } from '../testing/facts.ts';

export interface StoreFixture {
  readonly reservations: Reservations;
  readonly properties: Properties;
  readonly unitOfWork: UnitOfWork;
}

/** The stores' horizon stands 30 days before this; they keep a margin beyond it. */
export const NOW_MS = Date.UTC(2026, 4, 1);
const LATER_MS = NOW_MS + 60_000;
const RACES = 20;
const HOLD_MS = 10_000;
const asked = { traceId: 'trace', nowMs: NOW_MS, holdMs: HOLD_MS };

const held = (facts: BookingFacts, epoch: number): NewReservation => ({
  reservation: reservationOn(facts, { kind: 'HELD', epoch }, asked),
  epoch,
});
const rejected = (facts: BookingFacts): NewReservation => ({
  reservation: reservationOn(facts, { kind: 'FULL', firstFullNight: '2026-06-11' }, asked),
});
const releaseOf = (facts: BookingFacts): Release => ({
  hold: holdOf(facts),
  propertyId: facts.propertyId,
  reason: 'PAYMENT_FAILED',
  from: ['HELD'],
});
const nameOf = (error: unknown) => (error as Error).name;

/** What every pair of adapters of Reservations and Properties over one database must do. */
export function describeStoreBehaviour(name: string, make: () => StoreFixture): void {
  describe(`${name}, as Reservations and Properties`, () => {
    let store: StoreFixture;
    let property: string;

    beforeEach(async () => {
      store = make();
      property = freshId('prop');
      await store.properties.setCapacities([{ id: property, capacity: 2 }], NOW_MS);
    });

    const add = (rows: NewReservation[]) =>
      store.unitOfWork.run((tx) => store.reservations.add(tx, rows, NOW_MS));
    const release = (releases: Release[]) =>
      store.unitOfWork.run((tx) => store.reservations.release(tx, releases, LATER_MS));
    const confirm = (ids: string[]) =>
      store.unitOfWork.run((tx) => store.reservations.confirm(tx, ids, LATER_MS));
    const find = async (id: string) => (await store.reservations.find([id])).get(id);
    const epochOf = async (id: string) => (await store.properties.find([id])).get(id)?.epoch as number;

    describe('reservations', () => {
      it('gives back what was added, and nothing for an id without a row', async () => {
        const [a, b] = [factsFor(property), factsFor(property)];
        await add([held(a, 1), rejected(b)]);
        const found = await store.reservations.find([a.bookingId, b.bookingId, 'nobody']);
        expect([...found.keys()]).to.have.members([a.bookingId, b.bookingId]);
        expect(found.get(a.bookingId)).to.deep.equal({ ...held(a, 1).reservation, heldSeq: 1 });
        expect(found.get(b.bookingId)).to.deep.equal(rejected(b).reservation);
      });

      it('numbers the transactions that take or release rooms, property by property', async () => {
        const other = freshId('prop');
        await store.properties.setCapacities([{ id: other, capacity: 2 }], NOW_MS);
        const [a, b, c, d] = [factsFor(property), factsFor(property), factsFor(property), factsFor(other)];
        await add([held(a, 1), held(b, 1)]);
        await add([rejected(factsFor(property))]);
        await release([releaseOf(a)]);
        await add([held(c, 1), held(d, 1)]);
        const rows = await store.reservations.find([a, b, c, d].map(({ bookingId }) => bookingId));
        expect(rows.get(a.bookingId)).to.include({ heldSeq: 1, releasedSeq: 2, state: 'RELEASED' });
        expect(rows.get(b.bookingId)).to.include({ heldSeq: 1, state: 'HELD' });
        expect(rows.get(c.bookingId)).to.include({ heldSeq: 3 });
        expect(rows.get(d.bookingId)).to.include({ heldSeq: 1 });
      });

      it('journals nothing that was counted under an epoch that is over', async () => {
        const [a, b] = [factsFor(property), factsFor(property)];
        await store.properties.beginEpoch(property, NOW_MS);
        expect(await add([rejected(b), held(a, 1)]).catch(nameOf)).to.equal('EpochOverError');
        expect((await store.reservations.find([a.bookingId, b.bookingId])).size).to.equal(0);
        await add([held(a, 2)]);
        expect(await find(a.bookingId)).to.include({ heldSeq: 1 });
      });

      it('lets a booking have one row for ever', async () => {
        const [a, b] = [factsFor(property), factsFor(property)];
        await add([held(a, 1)]);
        expect(await add([held(b, 1), held(a, 1)]).catch(nameOf)).to.equal('ConflictError');
        expect(await find(b.bookingId)).to.equal(undefined);
        await add([held(b, 1)]);
        expect(await find(b.bookingId), 'the failed one left no gap').to.include({ heldSeq: 2 });
      });

      it('confirms what is held and leaves every other state', async () => {
        const [a, b, c] = [factsFor(property), factsFor(property), factsFor(property)];
        await add([held(a, 1), held(b, 1), rejected(c)]);
        await release([releaseOf(b)]);
        for (let time = 0; time < 2; time += 1) {
          await confirm([a.bookingId, b.bookingId, c.bookingId, 'nobody']);
        }
        const rows = await store.reservations.find([a, b, c].map(({ bookingId }) => bookingId));
        expect([...rows.values()].map(({ state }) => state).sort()).to.deep.equal([
          'FIRM',
          'REJECTED',
          'RELEASED',
        ]);
        expect(rows.get(a.bookingId)).to.include({ confirmedAtMs: LATER_MS });
      });

      it('releases what is held with its reason, once, all of a batch or none', async () => {
        const [a, b] = [factsFor(property), factsFor(property)];
        await add([held(a, 1), held(b, 1)]);
        await release([releaseOf(a)]);
        expect(await find(a.bookingId)).to.include({ state: 'RELEASED', reason: 'PAYMENT_FAILED' });
        expect(await release([releaseOf(b), releaseOf(a)]).catch(nameOf)).to.equal('ConflictError');
        expect(await find(b.bookingId)).to.include({ state: 'HELD' });
      });

      it('keeps who decided a release, and why', async () => {
        const facts = factsFor(property);
        await add([held(facts, 1)]);
        const decision = { by: 'ann', reason: 'sold twice', atMs: LATER_MS };
        await release([{ ...releaseOf(facts), decision }]);
        expect(await find(facts.bookingId)).to.deep.include({ decision });
      });

      it('shows what is sold to a transaction, which commits only if that stays true', async () => {
        const [a, b] = [factsFor(property), factsFor(property)];
        await add([held(a, 1), held(b, 1)]);
        const within = { firstDay: dayOf('2026-06-10'), nights: 1 };
        const seen: (number | undefined)[] = [];
        await store.unitOfWork.run(async (tx) => {
          const sold = await store.reservations.activeIn(tx, property, within);
          seen.push(sold?.capacity, sold?.reservations.length);
          if (sold?.reservations.length === 2) await store.reservations.release(tx, [releaseOf(a)], LATER_MS);
        });
        expect(seen).to.deep.equal([2, 2]);
        const releaseOneOfTwo = (facts: BookingFacts) =>
          store.unitOfWork.run(async (tx) => {
            const sold = await store.reservations.activeIn(tx, property, within);
            if (sold?.reservations.length !== 2) throw new Error('too late');
            await store.reservations.release(tx, [releaseOf(facts)], LATER_MS);
          });
        const [c, d] = [factsFor(property), b];
        await add([held(c, 1)]);
        const ended = await Promise.allSettled([releaseOneOfTwo(c), releaseOneOfTwo(d)]);
        expect(ended.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
      });

      it('knows nothing sold of a property that does not exist', async () => {
        await store.unitOfWork.run(async (tx) => {
          const within = { firstDay: 1, nights: 1 };
          expect(await store.reservations.activeIn(tx, 'nowhere', within)).to.equal(undefined);
        });
      });

      it('releases what is firm only where that is said', async () => {
        const facts = factsFor(property);
        await add([held(facts, 1)]);
        await confirm([facts.bookingId]);
        expect(await release([releaseOf(facts)]).catch(nameOf)).to.equal('ConflictError');
        await release([{ ...releaseOf(facts), from: ['HELD', 'FIRM'], reason: 'CANCELLED' }]);
        expect(await find(facts.bookingId)).to.include({
          state: 'RELEASED',
          reason: 'CANCELLED',
          releasedSeq: 2,
        });
        await confirm([facts.bookingId]);
        expect(await find(facts.bookingId), 'never firm again').to.include({ state: 'RELEASED' });
      });

      it('finds the stays that occupy rooms in a range of nights', async () => {
        const dates = (checkIn: string, checkOut: string) => ({ dates: { checkIn, checkOut } });
        const inside = factsFor(property, dates('2026-06-10', '2026-06-12'));
        const firm = factsFor(property, dates('2026-06-01', '2026-07-01'));
        const before = factsFor(property, dates('2026-06-08', '2026-06-10'));
        const after = factsFor(property, dates('2026-06-13', '2026-06-14'));
        const gone = factsFor(property);
        await add([
          ...[inside, firm, before, after, gone].map((facts) => held(facts, 1)),
          rejected(factsFor(property)),
        ]);
        await confirm([firm.bookingId]);
        await release([releaseOf(gone)]);
        const within = { firstDay: dayOf('2026-06-10'), nights: 3 };
        const stays = await store.reservations.activeStays(property, within);
        expect(stays).to.have.deep.members([holdOf(inside).stay, holdOf(firm).stay]);
        const rows = await store.reservations.active(property, within);
        expect(rows.map(({ facts, state }) => [facts, state])).to.have.deep.members([
          [inside, 'HELD'],
          [firm, 'FIRM'],
        ]);
        expect(await store.reservations.activeHolds(property)).to.have.deep.members(
          [inside, firm, before, after].map(holdOf),
        );
      });
    });

    describe('stays that ended before the horizon counts', () => {
      const from = (checkIn: string, checkOut: string) =>
        factsFor(property, { dates: { checkIn, checkOut } });
      const over = () => [from('2026-01-01', '2026-01-10'), from('2026-03-28', '2026-03-30')];
      const counted = () => [from('2026-03-28', '2026-03-31'), from('2026-03-30', '2026-06-01')];

      it('are neither among what occupies rooms nor in a snapshot', async () => {
        const present = counted();
        await add([...over(), ...present].map((facts) => held(facts, 1)));
        await confirm(present.map(({ bookingId }) => bookingId));
        expect(await store.reservations.activeHolds(property)).to.have.deep.members(present.map(holdOf));
        const snapshot = await store.properties.beginEpoch(property, LATER_MS);
        expect(snapshot?.holds).to.have.deep.members(present.map(holdOf));
      });

      it('do not keep a capacity from being lowered', async () => {
        const [first] = over();
        await add([first, from('2026-01-05', '2026-01-06')].map((facts) => held(facts as BookingFacts, 1)));
        expect(await store.properties.setCapacities([{ id: property, capacity: 1 }], LATER_MS)).to.deep.equal(
          [],
        );
      });

      it('are still found by the nights that they had', async () => {
        const [first] = over();
        await add([held(first as BookingFacts, 1)]);
        const within = { firstDay: dayOf('2026-01-01'), nights: 3 };
        expect(await store.reservations.activeStays(property, within)).to.have.length(1);
        expect(await store.reservations.active(property, within)).to.have.length(1);
      });
    });

    describe('epochs', () => {
      it('begin with a snapshot of everything that occupies rooms', async () => {
        const [a, b, c] = [factsFor(property), factsFor(property), factsFor(property)];
        await add([held(a, 1), held(b, 1), held(c, 1), rejected(factsFor(property))]);
        await confirm([b.bookingId]);
        await release([releaseOf(c)]);
        const snapshot = await store.properties.beginEpoch(property, LATER_MS);
        expect(snapshot).to.include({ epoch: 2, capacity: 2 });
        expect(snapshot?.holds).to.have.deep.members([holdOf(a), holdOf(b)]);
        expect(await epochOf(property)).to.equal(2);
      });

      it('are not begun for a property that does not exist', async () => {
        expect(await store.properties.beginEpoch(freshId('prop'), NOW_MS)).to.equal(undefined);
      });

      it('have every hold that commits under the old one in their snapshot, whoever is faster', async () => {
        for (let race = 1; race <= RACES; race += 1) {
          const facts = factsFor(property);
          const adding = add([held(facts, race)]).then(
            () => true,
            () => false,
          );
          const [journalled, snapshot] = await Promise.all([
            adding,
            store.properties.beginEpoch(property, NOW_MS),
          ]);
          const seen = snapshot?.holds.some(({ bookingId }) => bookingId === facts.bookingId);
          expect(seen, `race ${race}`).to.equal(journalled);
        }
      });
    });

    describe('capacities', () => {
      it('begin an epoch when they change, and only then', async () => {
        expect(await epochOf(property)).to.equal(1);
        await store.properties.setCapacities([{ id: property, capacity: 2 }], NOW_MS);
        expect(await epochOf(property)).to.equal(1);
        await store.properties.setCapacities([{ id: property, capacity: 3 }], NOW_MS);
        expect((await store.properties.find([property])).get(property)).to.deep.equal({
          id: property,
          capacity: 3,
          buckets: 1,
          epoch: 2,
        });
      });

      it('begin an epoch when the property is split otherwise, and stay split when not asked', async () => {
        const current = async () => (await store.properties.find([property])).get(property);
        await store.properties.setCapacities([{ id: property, capacity: 2, buckets: 2 }], NOW_MS);
        expect(await current()).to.include({ capacity: 2, buckets: 2, epoch: 2 });
        await store.properties.setCapacities([{ id: property, capacity: 2 }], NOW_MS);
        expect(await current()).to.include({ capacity: 2, buckets: 2, epoch: 2 });
        await store.properties.setCapacities([{ id: property, capacity: 4 }], NOW_MS);
        expect(await current()).to.include({ capacity: 4, buckets: 2, epoch: 3 });
        expect(await store.properties.beginEpoch(property, NOW_MS)).to.include({ capacity: 4, buckets: 2 });
      });

      it('do not go below what is sold: then none of them is set', async () => {
        const other = freshId('prop');
        await add([held(factsFor(property), 1), held(factsFor(property), 1)]);
        const wanted = [
          { id: other, capacity: 9 },
          { id: property, capacity: 1 },
        ];
        expect(await store.properties.setCapacities(wanted, NOW_MS)).to.deep.equal([
          { propertyId: property, days: [dayOf('2026-06-10'), dayOf('2026-06-11')] },
        ]);
        expect((await store.properties.find([property])).get(property)).to.include({ capacity: 2, epoch: 1 });
        expect((await store.properties.find([other])).size).to.equal(0);
      });

      it('may go down to what is sold', async () => {
        await add([held(factsFor(property), 1)]);
        expect(await store.properties.setCapacities([{ id: property, capacity: 1 }], NOW_MS)).to.deep.equal(
          [],
        );
        expect((await store.properties.beginEpoch(property, NOW_MS))?.capacity).to.equal(1);
      });

      it('are listed in order of the id, page by page', async () => {
        const ids = ['a', 'b', 'c'].map((suffix) => `${property}-${suffix}`);
        await store.properties.setCapacities(
          ids.map((id) => ({ id, capacity: 5 })),
          NOW_MS,
        );
        const first = await store.properties.list(2, property);
        expect(first.map(({ id }) => id)).to.deep.equal(ids.slice(0, 2));
        const [next] = await store.properties.list(1, ids[1]);
        expect(next).to.deep.equal({ id: ids[2], capacity: 5, buckets: 1 });
      });
    });
  });
}
