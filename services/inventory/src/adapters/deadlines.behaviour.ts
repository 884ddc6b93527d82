import type { BookingFacts } from '@wanderluxe/schemas';
import { freshId } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { holdOf, type Reservation, reservationOn } from '../domain/reservation.ts';
import type { NewReservation } from '../ports.ts';
import { factsFor } from '../testing/facts.ts';
import type { StoreFixture } from './store.behaviour.ts';

const NOW_MS = Date.UTC(2026, 4, 1);
const MANY = 10_000;

/** What every adapter of Reservations must do about the deadlines of holds. */
export function describeDeadlinesBehaviour(name: string, make: () => StoreFixture): void {
  describe(`${name}: deadlines of holds`, () => {
    let store: StoreFixture;
    let property: string;

    beforeEach(async () => {
      store = make();
      property = freshId('prop');
      await store.properties.setCapacities([{ id: property, capacity: 2 }], NOW_MS);
    });

    const add = (rows: NewReservation[]) =>
      store.unitOfWork.run((tx) => store.reservations.add(tx, rows, NOW_MS));
    const confirm = ({ bookingId }: BookingFacts) =>
      store.unitOfWork.run((tx) => store.reservations.confirm(tx, [bookingId], NOW_MS));
    const release = (facts: BookingFacts) => {
      const released = { hold: holdOf(facts), propertyId: property, reason: 'HOLD_EXPIRED' } as const;
      return store.unitOfWork.run((tx) =>
        store.reservations.release(tx, [{ ...released, from: ['HELD'] }], NOW_MS),
      );
    };
    const find = async (id: string) => (await store.reservations.find([id])).get(id);

    /** Both stores may hold what other tests left: these look at their own bookings only. */
    const expired = async (own: readonly BookingFacts[], nowMs: number, askedBeforeMs = 0) => {
      const ids = own.map(({ bookingId }) => bookingId);
      const found = await store.reservations.expired({ nowMs, askedBeforeMs }, MANY);
      return found.filter(({ facts }) => ids.includes(facts.bookingId));
    };
    const idsOf = (rows: readonly Reservation[]) => rows.map(({ facts }) => facts.bookingId);
    const heldUntil = (facts: BookingFacts, deadlineMs: number): NewReservation => {
      const times = { traceId: 'trace', nowMs: NOW_MS, holdMs: deadlineMs - NOW_MS };
      return { reservation: reservationOn(facts, { kind: 'HELD', epoch: 1 }, times), epoch: 1 };
    };
    const ask = (ids: string[], nowMs: number) =>
      store.unitOfWork.run((tx) => store.reservations.markExpiryRequested(tx, ids, nowMs));

    it('are found once they have come, the longest past first, with what the question needs', async () => {
      const [a, b, c] = [factsFor(property), factsFor(property), factsFor(property)];
      await add([heldUntil(a, NOW_MS + 2_000), heldUntil(b, NOW_MS + 1_000), heldUntil(c, NOW_MS + 9_000)]);
      expect(await expired([a, b, c], NOW_MS + 999)).to.deep.equal([]);
      const found = await expired([a, b, c], NOW_MS + 2_000);
      expect(idsOf(found)).to.deep.equal([b.bookingId, a.bookingId]);
      expect(found[0]).to.deep.include({ facts: b, traceId: 'trace', holdExpiresAtMs: NOW_MS + 1_000 });
    });

    it('are found again when payment was asked long enough ago, after those it was never asked about', async () => {
      const [a, b] = [factsFor(property), factsFor(property)];
      await add([heldUntil(a, NOW_MS + 1_000), heldUntil(b, NOW_MS + 5_000)]);
      await ask([a.bookingId], NOW_MS + 2_000);
      expect(await expired([a, b], NOW_MS + 4_000, NOW_MS + 1_999)).to.deep.equal([]);
      const both = await expired([a, b], NOW_MS + 6_000, NOW_MS + 2_000);
      expect(idsOf(both)).to.deep.equal([b.bookingId, a.bookingId]);
      expect(both[1]).to.include({ expiryRequestedAtMs: NOW_MS + 2_000 });
    });

    it('matter only to what is held', async () => {
      const [firm, gone, refused] = [factsFor(property), factsFor(property), factsFor(property)];
      await add([
        heldUntil(firm, NOW_MS + 1),
        heldUntil(gone, NOW_MS + 1),
        { reservation: unknown(refused) },
      ]);
      await confirm(firm);
      await release(gone);
      const before = await store.reservations.countExpiryRequested();
      await ask(
        [firm, gone, refused].map(({ bookingId }) => bookingId),
        NOW_MS + 2,
      );
      expect(await expired([firm, gone, refused], NOW_MS + 9_000, NOW_MS + 9_000)).to.deep.equal([]);
      expect(await store.reservations.countExpiryRequested()).to.equal(before);
      expect(await find(firm.bookingId)).not.to.have.property('expiryRequestedAtMs');
    });

    it('are counted while an answer is awaited', async () => {
      const facts = factsFor(property);
      await add([heldUntil(facts, NOW_MS + 1)]);
      const before = await store.reservations.countExpiryRequested();
      await ask([facts.bookingId], NOW_MS + 2);
      await ask([facts.bookingId], NOW_MS + 3);
      expect(await store.reservations.countExpiryRequested()).to.equal(before + 1);
      await release(facts);
      expect(await store.reservations.countExpiryRequested()).to.equal(before);
    });

    it('are given in pages', async () => {
      const all = [1, 2, 3].map(() => factsFor(property));
      // The epoch itself: nobody else's deadline is as long ago.
      await add(all.map((facts, index) => heldUntil(facts, 1 + index)));
      const page = await store.reservations.expired({ nowMs: 3, askedBeforeMs: 0 }, 2);
      expect(idsOf(page)).to.deep.equal([all[0]?.bookingId, all[1]?.bookingId]);
      await ask(
        all.map(({ bookingId }) => bookingId),
        NOW_MS,
      );
    });
  });
}

const unknown = (facts: BookingFacts): Reservation =>
  reservationOn(facts, { kind: 'UNKNOWN_PROPERTY' }, { traceId: 'trace', nowMs: NOW_MS, holdMs: 1 });
