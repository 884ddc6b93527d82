import type { Transaction } from '@wanderluxe/messaging';
import type { Booking, BookingStatus } from './domain/booking.ts';

export interface BookingChange {
  /** As it was read; absent when there was none. */
  readonly before: Booking | undefined;
  readonly after: Booking;
}

export interface BookingQuery {
  readonly propertyId?: string;
  readonly status?: BookingStatus;
  /** Only ids greater than this one. */
  readonly afterId?: string;
  /** At most so many. */
  readonly limit: number;
}

/** Where the bookings are kept. All methods throw DependencyUnavailableError when the store is away. */
export interface Bookings {
  /** Those of the ids that exist, in no particular order. */
  find(bookingIds: readonly string[]): Promise<Booking[]>;
  /** In the order of their ids. */
  page(query: BookingQuery): Promise<Booking[]>;
  /**
   * Writes all the changes in the transaction, or throws ConflictError when one of the bookings is no longer as it
   * was read (or exists, when it did not); the transaction must then be given up. One change for each booking.
   */
  save(tx: Transaction, changes: readonly BookingChange[]): Promise<void>;
}
