import { guarded, sessionOf, type Transaction } from '@wanderluxe/messaging';
import type { Collection, Db, Filter, WithId } from 'mongodb';
import type { OpenBooking } from '../domain/open-booking.ts';
import type { OpenBookings, OpenRow } from '../ports.ts';

interface StoredRow {
  _id: string;
  dueAt: Date;
  isAsked: boolean;
  bookings: OpenBooking[];
}

/** The `open_bookings` collection: small, because a row goes when its bookings have come to an end. */
export class MongoOpenBookings implements OpenBookings {
  readonly #rows: Collection<StoredRow>;

  constructor(db: Db) {
    this.#rows = db.collection<StoredRow>('open_bookings');
  }

  async createIndexes(): Promise<void> {
    await guarded(() => this.#rows.createIndex({ dueAt: 1 }));
    await guarded(() =>
      this.#rows.createIndex({ isAsked: 1 }, { partialFilterExpression: { isAsked: true } }),
    );
  }

  async add(tx: Transaction, row: OpenRow): Promise<void> {
    await this.#rows.insertOne(stored(row), { session: sessionOf(tx) });
  }

  async due(nowMs: number, limit: number): Promise<OpenRow[]> {
    const isDue = { dueAt: { $lte: new Date(nowMs) } };
    return (await guarded(() => this.#rows.find(isDue).sort({ dueAt: 1 }).limit(limit).toArray())).map(
      loaded,
    );
  }

  /** For metrics: rows that were asked about, or should have been before the time given. */
  async late(dueBeforeMs: number, limit: number): Promise<OpenRow[]> {
    const overdue = { isAsked: false, dueAt: { $lte: new Date(dueBeforeMs) } };
    const read = (filter: Filter<StoredRow>) => guarded(() => this.#rows.find(filter).limit(limit).toArray());
    const [asked, notYet] = await Promise.all([read({ isAsked: true }), read(overdue)]);
    return [...asked, ...notYet].map(loaded);
  }

  async replace(tx: Transaction, rows: readonly OpenRow[]): Promise<void> {
    const session = sessionOf(tx);
    const over = rows.filter(({ bookings }) => bookings.length === 0).map(({ id }) => id);
    if (over.length > 0) await this.#rows.deleteMany({ _id: { $in: over } }, { session });
    for (const row of rows.filter(({ bookings }) => bookings.length > 0))
      await this.#rows.replaceOne({ _id: row.id }, stored(row), { session });
  }

  async countAsked(nowMs: number): Promise<number> {
    const asked = { dueAt: { $gt: new Date(nowMs) }, isAsked: true };
    const rows = await guarded(() => this.#rows.find(asked).project({ 'bookings.bookingId': 1 }).toArray());
    return rows.reduce((sum, { bookings }) => sum + bookings.length, 0);
  }
}

const stored = ({ id, dueAtMs, isAsked, bookings }: OpenRow): StoredRow => ({
  _id: id,
  dueAt: new Date(dueAtMs),
  isAsked,
  bookings: [...bookings],
});

const loaded = ({ _id, dueAt, isAsked, bookings }: WithId<StoredRow>): OpenRow => ({
  id: _id,
  dueAtMs: dueAt.getTime(),
  isAsked,
  bookings,
});
