import { DependencyUnavailableError } from '@wanderluxe/messaging';
import type { LedgerBooking } from '../domain/known-booking.ts';
import type { KnownBookings } from '../ports.ts';

/** The twin of HttpKnownBookings. */
export class MemoryKnownBookings implements KnownBookings {
  readonly bookings = new Map<string, LedgerBooking>();
  isAway = false;
  /** The traceparents that it was asked with. */
  readonly causes: (string | undefined)[] = [];

  async find(bookingId: string, traceparent?: string): Promise<LedgerBooking | undefined> {
    this.causes.push(traceparent);
    if (this.isAway) throw new DependencyUnavailableError('booking-ledger', new Error('switched off'));
    return this.bookings.get(bookingId);
  }
}
