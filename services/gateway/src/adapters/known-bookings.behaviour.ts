import { DependencyUnavailableError } from '@wanderluxe/messaging';
import { expect } from 'chai';
import type { LedgerBooking } from '../domain/known-booking.ts';
import type { KnownBookings } from '../ports.ts';
import { aBooking, aLedgerBooking } from '../testing/bookings.ts';

export interface KnownBookingsFixture {
  readonly known: KnownBookings;
  /** Makes the ledger know a booking. */
  learn(booking: LedgerBooking): void;
  setAway(isAway: boolean): void;
}

/** What every view of the ledger promises. */
export function describeKnownBookingsBehaviour(name: string, make: () => KnownBookingsFixture): void {
  describe(`KnownBookings: ${name}`, () => {
    let fixture: KnownBookingsFixture;
    before(() => {
      fixture = make();
    });
    afterEach(() => fixture.setAway(false));

    it('gives a known booking, its amount as it was written', async () => {
      const booking = aLedgerBooking(aBooking({ amount: '5000.00' }));
      fixture.learn(booking);
      expect(await fixture.known.find(booking._id)).to.deep.equal(booking);
    });

    it('gives nothing for an unknown one', async () => {
      expect(await fixture.known.find('b-unknown')).to.equal(undefined);
    });

    it('gives each of many its own', async () => {
      const bookings = Array.from({ length: 30 }, () => aLedgerBooking(aBooking()));
      for (const booking of bookings.slice(0, 20)) fixture.learn(booking);
      const found = await Promise.all(bookings.map(({ _id }) => fixture.known.find(_id)));
      expect(found).to.deep.equal([...bookings.slice(0, 20), ...Array(10).fill(undefined)]);
    });

    it('says that the ledger is away, and recovers', async () => {
      fixture.setAway(true);
      const fault = await fixture.known.find('b-1').catch((error: unknown) => error);
      expect(fault).to.be.instanceOf(DependencyUnavailableError);
      fixture.setAway(false);
      expect(await fixture.known.find('b-1')).to.equal(undefined);
    });
  });
}
