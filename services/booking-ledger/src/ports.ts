import type { Transaction } from '@wanderluxe/messaging';
import type { Booking, BookingStatus } from './domain/booking.ts';
import type { OpenBooking } from './domain/open-booking.ts';

export interface BookingChange {
  /** As it was read; absent when there was none. */
  readonly before: Booking | undefined;
  readonly after: Booking;
  /** What is to be remembered until the booking comes to an end, if that is not remembered yet. */
  readonly opened?: OpenBooking;
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

/** Bookings that one batch left open: one row for all of them, so that it costs little. */
export interface OpenRow {
  readonly id: string;
  /** When to see what has become of them. */
  readonly dueAtMs: number;
  /** Whether somebody was asked about them already. */
  readonly isAsked: boolean;
  readonly bookings: readonly OpenBooking[];
}

/**
 * What is to come to an end: kept beside the bookings, whose documents have neither the dates nor the trace of a request.
 * A booking may be in several rows. All methods throw DependencyUnavailableError when the store is away.
 */
export interface OpenBookings {
  /** ConflictError, at the latest from the unit of work, when there is a row with that id. */
  add(tx: Transaction, row: OpenRow): Promise<void>;
  /** Rows that are due, those first that are due longest. */
  due(nowMs: number, limit: number): Promise<OpenRow[]>;
  /** Puts the rows in the place of those with the same ids; one without bookings is removed. */
  replace(tx: Transaction, rows: readonly OpenRow[]): Promise<void>;
  /** Bookings in rows that were asked about and are not due again yet. */
  countAsked(nowMs: number): Promise<number>;
}
