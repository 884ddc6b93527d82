import { ConflictError, type UnitOfWork } from '@wanderluxe/messaging';
import { freshId } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { Booking, LedgerEvent } from '../domain/booking.ts';
import { fold } from '../domain/fold.ts';
import { eventOn } from '../fixtures.ts';
import type { BookingChange, Bookings } from '../ports.ts';

interface Store {
  bookings: Bookings;
  unitOfWork: UnitOfWork;
}

/** What every `Bookings` must do. `makeIt` may give the same store to all cases: they use ids of their own. */
export function describeBookingsBehaviour(name: string, makeIt: () => Promise<Store>): void {
  describe(`${name} as Bookings`, () => {
    let store: Store;
    before(async () => {
      store = await makeIt();
    });

    const save = (...changes: BookingChange[]) =>
      store.unitOfWork.run((tx) => store.bookings.save(tx, changes));
    const added = async (booking: Booking) => {
      await save({ before: undefined, after: booking });
      return booking;
    };
    const stored = async (id: string) => (await store.bookings.find([id]))[0];
    const rejection = (action: Promise<unknown>) =>
      action.then(
        () => undefined,
        (error: unknown) => error,
      );

    it('gives back exactly what was saved', async () => {
      const booking = await added(confirmed(freshId('b')));
      expect(await store.bookings.find([booking.bookingId])).to.deep.equal([booking]);
    });

    it('keeps amounts of any size and scale exactly', async () => {
      for (const [amount, currency] of [
        ['999999999.99', 'USD'],
        ['0.00', 'USD'],
        ['0.001', 'KWD'],
        ['5000', 'JPY'],
      ] as const) {
        const id = freshId('b');
        await added(received(id, { amount, currency }));
        expect((await stored(id))?.payment).to.deep.equal({ amount, currency, status: 'PENDING' });
      }
    });

    it('finds those that exist, each once', async () => {
      const a = await added(received(freshId('b')));
      const b = await added(received(freshId('b')));
      const found = await store.bookings.find([b.bookingId, freshId('none'), a.bookingId, b.bookingId]);
      expect(found).to.have.deep.members([a, b]).and.to.have.length(2);
      expect(await store.bookings.find([])).to.deep.equal([]);
    });

    it('writes new and changed bookings of one transaction together', async () => {
      const old = await added(received(freshId('b')));
      const changed = confirmed(old.bookingId);
      const fresh = received(freshId('b'));
      await save({ before: old, after: changed }, { before: undefined, after: fresh });
      expect(await stored(old.bookingId)).to.deep.equal(changed);
      expect(await stored(fresh.bookingId)).to.deep.equal(fresh);
    });

    it('changes a booking again, as it was read back, with all that it can hold', async () => {
      const paid = await added(confirmed(freshId('b')));
      const payload = { bookingId: paid.bookingId, reason: 'CANCELLED' } as const;
      const refunded = fold(paid, [eventOn('payment.refunded', { payload, atMs: 4_000 })]);
      await save({ before: await stored(paid.bookingId), after: refunded });
      const released = fold(refunded, [eventOn('inventory.released', { payload, atMs: 5_000 })]);
      await save({ before: await stored(paid.bookingId), after: released });
      expect(await stored(paid.bookingId)).to.deep.equal(released);
    });

    it('writes nothing of a transaction that is given up', async () => {
      const booking = received(freshId('b'));
      const change = { before: undefined, after: booking };
      const givenUp = store.unitOfWork.run(async (tx) => {
        await store.bookings.save(tx, [change]);
        throw new Error('given up');
      });
      expect(await rejection(givenUp))
        .to.be.an('error')
        .with.property('message', 'given up');
      expect(await stored(booking.bookingId)).to.equal(undefined);
    });

    it('refuses to add a booking that exists, and writes none of the changes', async () => {
      const booking = await added(received(freshId('b')));
      const other = received(freshId('b'));
      const changes = [
        { before: undefined, after: other },
        { before: undefined, after: confirmed(booking.bookingId) },
      ];
      expect(await rejection(save(...changes))).to.be.instanceOf(ConflictError);
      expect(await stored(booking.bookingId)).to.deep.equal(booking);
      expect(await stored(other.bookingId)).to.equal(undefined);
    });

    it('refuses to change a booking that another has changed, and writes none of the changes', async () => {
      const first = await added(received(freshId('b')));
      const second = confirmed(first.bookingId);
      await save({ before: first, after: second });
      const other = await added(received(freshId('b')));
      const changes = [
        { before: other, after: confirmed(other.bookingId) },
        { before: first, after: second },
      ];
      expect(await rejection(save(...changes))).to.be.instanceOf(ConflictError);
      expect(await stored(other.bookingId)).to.deep.equal(other);
    });

    it('refuses to change a booking that is not there', async () => {
      const never = received(freshId('b'));
      const change = { before: never, after: confirmed(never.bookingId) };
      expect(await rejection(save(change))).to.be.instanceOf(ConflictError);
    });

    for (const [what, facts, atMs] of [
      ['time', {}, 1_000],
      ['amount', { amount: '7' }, 2_000],
      ['currency', { currency: 'EUR' }, 2_000],
      ['user', { userId: 'other' }, 2_000],
      ['property', { propertyId: 'other' }, 2_000],
    ] as const) {
      it(`notices another writer that changed the ${what} and left the version as it was`, async () => {
        const first = await added(received(freshId('b'), {}, 2_000));
        const second = received(first.bookingId, facts, atMs);
        await save({ before: first, after: second });
        const change = { before: first, after: confirmed(first.bookingId) };
        expect(await rejection(save(change))).to.be.instanceOf(ConflictError);
        expect(await stored(first.bookingId)).to.deep.equal(second);
      });
    }

    it('lets one of two writers of the same booking win', async () => {
      const first = await added(received(freshId('b')));
      const change = { before: first, after: confirmed(first.bookingId) };
      const results = await Promise.all([rejection(save(change)), rejection(save(change))]);
      expect(results.filter((error) => error === undefined)).to.have.length(1);
      expect(await stored(first.bookingId)).to.deep.equal(change.after);
    });

    it('pages through a property by id, by status when asked', async () => {
      const propertyId = freshId('prop');
      const ids = ['a', 'b', 'c', 'd'].map((letter) => `${letter}-${propertyId}`);
      for (const id of [...ids].reverse()) await added(received(id, { propertyId }));
      const paid = await added(confirmed(`z-${propertyId}`, { propertyId }));
      const idsOf = (bookings: Booking[]) => bookings.map(({ bookingId }) => bookingId);
      const pageOf = async (query: object) =>
        idsOf(await store.bookings.page({ propertyId, limit: 10, ...query }));
      expect(await pageOf({ limit: 2 })).to.deep.equal(ids.slice(0, 2));
      expect(await pageOf({ limit: 2, afterId: ids[1] })).to.deep.equal(ids.slice(2, 4));
      expect(await pageOf({ status: 'CONFIRMED' })).to.deep.equal([paid.bookingId]);
      expect(await pageOf({ afterId: paid.bookingId })).to.deep.equal([]);
    });
  });
}

type Facts = Partial<LedgerEvent['payload']>;

const received = (bookingId: string, facts: Facts = {}, atMs = 1_000): Booking =>
  fold(undefined, [eventOn('booking.requests', { payload: { ...facts, bookingId }, atMs })]);

const confirmed = (bookingId: string, facts: Facts = {}): Booking =>
  fold(received(bookingId, facts), [
    eventOn('payment.captured', { payload: { ...facts, bookingId }, atMs: 3_000 }),
  ]);
