import { ConflictError, type UnitOfWork } from '@wanderluxe/messaging';
import { freshId } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { OpenBooking } from '../domain/open-booking.ts';
import type { OpenBookings, OpenRow } from '../ports.ts';

export interface OpenStore {
  /** Without a row. */
  readonly open: OpenBookings;
  readonly unitOfWork: UnitOfWork;
}

/** What every store of open bookings does. */
export function describeOpenBookingsBehaviour(name: string, makeIt: () => Promise<OpenStore>): void {
  describe(`${name} as OpenBookings`, () => {
    let open: OpenBookings;
    let unitOfWork: UnitOfWork;
    beforeEach(async () => {
      ({ open, unitOfWork } = await makeIt());
    });

    const booking = (over: Partial<OpenBooking> = {}): OpenBooking => ({
      bookingId: freshId('b'),
      facts: {
        ...{ propertyId: 'prop-1', userId: 'user-1', amount: '5000', currency: 'USD' },
        dates: { checkIn: '2026-03-01', checkOut: '2026-03-04' },
      },
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      ...over,
    });
    const row = (dueAtMs: number, over: Partial<OpenRow> = {}): OpenRow => ({
      id: freshId('row'),
      dueAtMs,
      isAsked: false,
      bookings: [booking()],
      ...over,
    });
    const add = async (...rows: OpenRow[]) => {
      await unitOfWork.run(async (tx) => {
        for (const one of rows) await open.add(tx, one);
      });
    };
    const replace = (...rows: OpenRow[]) => unitOfWork.run((tx) => open.replace(tx, rows));

    it('gives back what is due, as it was, the longest due first, up to the limit', async () => {
      const undated = booking({ facts: { ...booking().facts, dates: null } });
      const [later, first, second] = [row(3_001), row(1_000, { bookings: [booking(), undated] }), row(2_000)];
      await add(later, second, first);
      expect(await open.due(3_000, 9)).to.deep.equal([first, second]);
      expect(await open.due(3_001, 1)).to.deep.equal([first]);
    });

    it('replaces rows, and removes those without bookings, all with the transaction', async () => {
      const [kept, over] = [row(1_000), row(1_000)];
      await add(kept, over);
      const moved = { ...kept, dueAtMs: 5_000, isAsked: true };
      const failed = unitOfWork.run(async (tx) => {
        await open.replace(tx, [moved]);
        throw new Error('no');
      });
      await failed.catch(() => {});
      expect(await open.due(1_000, 9)).to.have.length(2);
      await replace(moved, { ...over, bookings: [] });
      expect(await open.due(1_000, 9)).to.deep.equal([]);
      expect(await open.due(5_000, 9)).to.deep.equal([moved]);
    });

    it('counts the bookings that were asked about and are not due again', async () => {
      await add(
        row(1_000, { isAsked: true }),
        row(2_000),
        row(2_000, { isAsked: true, bookings: [booking(), booking()] }),
      );
      expect(await open.countAsked(1_000)).to.equal(2);
    });

    it('is a conflict when a row is there already', async () => {
      const one = row(1_000);
      await add(one);
      expect(await add(one).catch((error: unknown) => error)).to.be.instanceOf(ConflictError);
    });
  });
}
