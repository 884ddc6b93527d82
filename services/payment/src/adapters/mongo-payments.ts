import { ConflictError, guarded, sessionOf, type Transaction } from '@wanderluxe/messaging';
import { type AnyBulkWriteOperation, type Collection, type Db, Decimal128 } from 'mongodb';
import type { Payment, PaymentChange, PaymentStatus } from '../domain/payment.ts';
import type { Payments } from '../ports.ts';

interface StoredPayment {
  _id: string;
  propertyId: string;
  userId: string;
  checkIn: string;
  checkOut: string;
  amount: Decimal128;
  currency: string;
  key: string;
  status: PaymentStatus;
  transactionId: string | null;
  detail: string | null;
  attempts: number;
  unknownSince: Date | null;
  traceId: string;
  createdAt: Date;
  updatedAt: Date;
}

/** The `payments` collection. Rows are inserted with their first outcome and change only out of a given status. */
export class MongoPayments implements Payments {
  readonly #rows: Collection<StoredPayment>;

  constructor(db: Db) {
    this.#rows = db.collection<StoredPayment>('payments');
  }

  /** Partial: rows that are not UNKNOWN, nearly all of them, cost it nothing. */
  async createIndexes(): Promise<void> {
    await guarded(() =>
      this.#rows.createIndex(
        { status: 1, _id: 1 },
        { name: 'unknown', partialFilterExpression: { status: 'UNKNOWN' } },
      ),
    );
  }

  async find(bookingIds: readonly string[]): Promise<ReadonlyMap<string, Payment>> {
    const rows = await guarded(() => this.#rows.find({ _id: { $in: [...bookingIds] } }).toArray());
    return new Map(rows.map((row) => [row._id, loaded(row)]));
  }

  async save(tx: Transaction, changes: readonly PaymentChange[]): Promise<void> {
    const session = sessionOf(tx);
    const inserts = changes.filter(({ from }) => from === null);
    const updates = changes.flatMap(({ from, payment }) => (from === null ? [] : [updateOf(from, payment)]));
    if (inserts.length > 0) {
      await this.#rows.insertMany(
        inserts.map(({ payment }) => stored(payment)),
        { session },
      );
    }
    if (updates.length === 0) return;
    const { matchedCount } = await this.#rows.bulkWrite(updates, { session });
    if (matchedCount < updates.length) {
      throw new ConflictError(`${updates.length - matchedCount} payment(s) were answered meanwhile`);
    }
  }

  async unknownAfter(bookingId: string, limit: number): Promise<string[]> {
    const rows = await guarded(() =>
      this.#rows
        .find({ status: 'UNKNOWN', _id: { $gt: bookingId } }, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray(),
    );
    return rows.map(({ _id }) => _id);
  }
}

function updateOf(from: PaymentStatus, payment: Payment): AnyBulkWriteOperation<StoredPayment> {
  const { status, transactionId, detail, attempts, updatedAt } = stored(payment);
  const update = { $set: { status, transactionId, detail, attempts, updatedAt } };
  return { updateOne: { filter: { _id: payment.facts.bookingId, status: from }, update } };
}

function stored({ facts, unknownSinceMs, createdAtMs, updatedAtMs, ...rest }: Payment): StoredPayment {
  return {
    _id: facts.bookingId,
    propertyId: facts.propertyId,
    userId: facts.userId,
    checkIn: facts.dates.checkIn,
    checkOut: facts.dates.checkOut,
    amount: Decimal128.fromString(facts.amount),
    currency: facts.currency,
    ...rest,
    unknownSince: unknownSinceMs === null ? null : new Date(unknownSinceMs),
    createdAt: new Date(createdAtMs),
    updatedAt: new Date(updatedAtMs),
  };
}

function loaded(row: StoredPayment): Payment {
  return {
    facts: {
      bookingId: row._id,
      propertyId: row.propertyId,
      userId: row.userId,
      amount: row.amount.toString(),
      currency: row.currency,
      dates: { checkIn: row.checkIn, checkOut: row.checkOut },
    },
    key: row.key,
    status: row.status,
    transactionId: row.transactionId,
    detail: row.detail,
    attempts: row.attempts,
    unknownSinceMs: row.unknownSince?.getTime() ?? null,
    traceId: row.traceId,
    createdAtMs: row.createdAt.getTime(),
    updatedAtMs: row.updatedAt.getTime(),
  };
}
