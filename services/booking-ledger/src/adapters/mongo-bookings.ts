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
    await this.#insert(
      changes.filter(({ before }) => !before),
      session,
    );
    await this.#replace(
      changes.filter((change): change is Update => change.before !== undefined),
      session,
    );
  }

  async #read(filter: Filter<BookingDocument>, limit: number): Promise<Booking[]> {
    const options = { timeoutMS: READ_TIMEOUT_MS, batchSize: limit };
    const documents = await guarded(() =>
      this.#bookings.find(filter, options).sort({ _id: 1 }).limit(limit).toArray(),
    );
    return documents.map(bookingOf);
  }

  /** A booking that exists by now is a duplicate key: a conflict to the unit of work. */
  async #insert(changes: readonly BookingChange[], session: ClientSession): Promise<void> {
    if (changes.length === 0) return;
    await this.#bookings.insertMany(
      changes.map(({ after }) => documentOf(after)),
      { session },
    );
  }

  async #replace(changes: readonly Update[], session: ClientSession): Promise<void> {
    if (changes.length === 0) return;
    const operations = changes.map(({ before, after }) => ({
      replaceOne: { filter: unchanged(before), replacement: documentOf(after) },
    }));
    const { matchedCount } = await this.#bookings.bulkWrite(operations, { session });
    if (matchedCount !== changes.length) {
      const lost = changes.length - matchedCount;
      throw new ConflictError(`${lost} booking(s) have changed since they were read: read them again`);
    }
  }
}

/**
 * Matches the document only as it was read. The version counts events, and two requests that contradict each other
 * under one booking id are one event to it: what they can differ in is compared. Payment and log are compared whole, in
 * the order of fields that `documentOf` writes: a path into them for each field costs the server twice as much.
 */
function unchanged(before: Booking): Filter<BookingDocument> {
  const { _id, userId, propertyId, payment, auditLog } = documentOf(before);
  return { _id, userId, propertyId, payment, auditLog };
}
