import { isDeepStrictEqual } from 'node:util';
import { ConflictError, type Transaction } from '@wanderluxe/messaging';
import { stage } from '@wanderluxe/messaging/memory';
import type { Booking } from '../domain/booking.ts';
import type { BookingChange, BookingQuery, Bookings } from '../ports.ts';

/** The store in memory, for tests. */
export class MemoryBookings implements Bookings {
  readonly #byId = new Map<string, Booking>();

  async find(bookingIds: readonly string[]): Promise<Booking[]> {
    return [...new Set(bookingIds)].flatMap((id) => this.#byId.get(id) ?? []);
  }

  /** Every booking. */
  all(): Booking[] {
    return [...this.#byId.values()];
  }

  async page({ propertyId, status, afterId = '', limit }: BookingQuery): Promise<Booking[]> {
    return [...this.#byId.values()]
      .filter((booking) => propertyId === undefined || booking.propertyId === propertyId)
      .filter((booking) => status === undefined || booking.status === status)
      .filter((booking) => booking.bookingId > afterId)
      .sort((a, b) => (a.bookingId < b.bookingId ? -1 : 1))
      .slice(0, limit);
  }

  async save(tx: Transaction, changes: readonly BookingChange[]): Promise<void> {
    for (const { before, after } of changes) {
      const { bookingId } = after;
      if (!isDeepStrictEqual(this.#byId.get(bookingId), before)) {
        throw new ConflictError(`booking ${bookingId} has changed since it was read: read it again`);
      }
      stage(tx, () => this.#byId.set(bookingId, after));
    }
  }
}
