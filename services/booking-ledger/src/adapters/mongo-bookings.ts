import { isDeepStrictEqual } from 'node:util';
import { ConflictError, guarded, sessionOf, type Transaction } from '@wanderluxe/messaging';
import type { ClientSession, Collection, Db, Filter } from 'mongodb';
import type { Booking } from '../domain/booking.ts';
import type { BookingChange, BookingQuery, Bookings } from '../ports.ts';
import { type BookingDocument, bookingOf, documentOf } from './booking-document.ts';

/** A read that takes longer counts as the database being away. */
const READ_TIMEOUT_MS = 2_000;

type Update = BookingChange & { before: Booking };

/** The `bookings` collection. */
export class MongoBookings implements Bookings {
  readonly #bookings: Collection<BookingDocument>;

  constructor(db: Db) {
    this.#bookings = db.collection<BookingDocument>('bookings');
  }

  /** The specification's two. */
  async createIndexes(): Promise<void> {
    await guarded(() =>
      this.#bookings.createIndexes([{ key: { propertyId: 1, status: 1 } }, { key: { userId: 1 } }]),
    );
  }

  async find(bookingIds: readonly string[]): Promise<Booking[]> {
    return this.#read({ _id: { $in: [...bookingIds] } }, bookingIds.length);
  }

  async page({ propertyId, status, afterId, limit }: BookingQuery): Promise<Booking[]> {
    const filter = {
      ...(propertyId !== undefined && { propertyId }),
      ...(status !== undefined && { status }),
      ...(afterId !== undefined && { _id: { $gt: afterId } }),
    };
    return this.#read(filter, limit);
  }

  async save(tx: Transaction, changes: readonly BookingChange[]): Promise<void> {
    const session = sessionOf(tx);
    await this.#removeOutdated(
      changes.filter((change): change is Update => change.before !== undefined),
      session,
    );
    if (changes.length === 0) return;
    // A booking that exists by now is a duplicate key: a conflict to the unit of work.
    await this.#bookings.insertMany(
      changes.map(({ after }) => documentOf(after)),
      { session },
    );
  }

  async #read(filter: Filter<BookingDocument>, limit: number): Promise<Booking[]> {
    const options = { timeoutMS: READ_TIMEOUT_MS, batchSize: limit };
    const documents = await guarded(() =>
      this.#bookings.find(filter, options).sort({ _id: 1 }).limit(limit).toArray(),
    );
    return documents.map(bookingOf);
  }

  /**
   * So that all bookings of a batch are written by one statement: to replace each by itself costs the server three times
   * as much. Compared are whole bookings: two requests that contradict each other under one booking id are one event to
   * it, so the version does not tell. Who changes one of them after it was read here meets this removal, or it that
   * change, as a write conflict.
   */
  async #removeOutdated(changes: readonly Update[], session: ClientSession): Promise<void> {
    if (changes.length === 0) return;
    const filter = { _id: { $in: changes.map(({ before }) => before.bookingId) } };
    const stored = await this.#bookings.find(filter, { session, batchSize: changes.length + 1 }).toArray();
    const now = new Map(stored.map((document) => [document._id, bookingOf(document)]));
    const lost = changes.filter(({ before }) => !isDeepStrictEqual(now.get(before.bookingId), before)).length;
    if (lost > 0)
      throw new ConflictError(`${lost} booking(s) have changed since they were read: read them again`);
    await this.#bookings.deleteMany(filter, { session });
  }
}
