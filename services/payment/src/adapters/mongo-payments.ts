import { ConflictError, guarded, sessionOf, type Transaction } from '@wanderluxe/messaging';
import { type ClientSession, type Collection, type Db, Decimal128 } from 'mongodb';
import type { Due, ListedStatus, Payment } from '../domain/payment.ts';
import type { DuePage, Payments, Reminder } from '../ports.ts';

type Plain = Omit<Payment, 'facts' | 'unknownSinceMs' | 'lastChargeByMs' | 'createdAtMs' | 'updatedAtMs'>;

interface StoredPayment extends Plain {
  _id: string;
  propertyId: string;
  userId: string;
  checkIn: string | null;
  checkOut: string | null;
  amount: Decimal128;
  currency: string;
  unknownSince: Date | null;
  lastChargeBy: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/**
 * The `payments` collection. Rows are never removed for good, and change only out of the version that the change was
 * made of.
 */
export class MongoPayments implements Payments {
  readonly #rows: Collection<StoredPayment>;

  constructor(db: Db) {
    this.#rows = db.collection<StoredPayment>('payments');
  }

  /** Partial: rows that ask for nothing, nearly all of them, cost them nothing. */
  async createIndexes(): Promise<void> {
    for (const due of ['inquiry', 'refund'] satisfies Due[]) {
      await guarded(() =>
        this.#rows.createIndex(due === 'inquiry' ? { due: 1, _id: 1 } : { due: -1, _id: 1 }, {
          name: `due-${due}`,
          partialFilterExpression: { due },
        }),
      );
    }
  }

  async find(bookingIds: readonly string[]): Promise<ReadonlyMap<string, Payment>> {
    // One more than can come, or the driver asks whether there is more.
    const batchSize = bookingIds.length + 1;
    const rows = await guarded(() =>
      this.#rows.find({ _id: { $in: [...bookingIds] } }, { batchSize }).toArray(),
    );
    return new Map(rows.map((row) => [row._id, loaded(row)]));
  }

  async save(tx: Transaction, changes: readonly Payment[]): Promise<void> {
    const session = sessionOf(tx);
    await this.#removeOutdated(changes, session);
    if (changes.length > 0) await this.#rows.insertMany(changes.map(stored), { session });
  }

  /**
   * So that all rows of a batch are written by one statement: an update of each row by itself costs the server three
   * times as much as its removal and insertion.
   */
  async #removeOutdated(changes: readonly Payment[], session: ClientSession): Promise<void> {
    for (const [version, rows] of Map.groupBy(changes, (change) => change.version - 1)) {
      if (version === 0) continue;
      const _id = { $in: rows.map(({ facts }) => facts.bookingId) };
      const { deletedCount } = await this.#rows.deleteMany({ _id, version }, { session });
      if (deletedCount < rows.length)
        throw new ConflictError(`${rows.length - deletedCount} payment(s) were changed meanwhile`);
    }
  }

  async due(due: Due, { afterId, limit, pendingSinceMs }: DuePage): Promise<Reminder[]> {
    const untouched = { updatedAt: { $lte: new Date(pendingSinceMs) } };
    const rows = await guarded(() =>
      this.#rows
        .find(
          { due, _id: { $gt: afterId }, $or: [{ status: { $ne: 'PENDING' } }, untouched] },
          { projection: { _id: 1, traceId: 1 } },
        )
        .sort({ _id: 1 })
        .limit(limit)
        .toArray(),
    );
    return rows.map(({ _id, traceId }) => ({ bookingId: _id, due, traceId }));
  }

  /** For metrics: since when each payment is UNKNOWN, those with an operator among them; so many at most. */
  async unknownSince(limit: number): Promise<number[]> {
    const rows = await guarded(() =>
      this.#rows
        .find(
          { due: 'inquiry', status: { $in: ['UNKNOWN', 'NEEDS_OPERATOR'] } },
          { projection: { unknownSince: 1 } },
        )
        .limit(limit)
        .toArray(),
    );
    return rows.flatMap(({ unknownSince }) => unknownSince?.getTime() ?? []);
  }

  async withStatus(status: ListedStatus, limit: number): Promise<Payment[]> {
    const due = status === 'REFUNDING' ? 'refund' : 'inquiry';
    const rows = await guarded(() =>
      this.#rows.find({ due, status }).sort({ _id: 1 }).limit(limit).toArray(),
    );
    return rows.map(loaded);
  }
}

const dateOf = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

function stored(payment: Payment): StoredPayment {
  const { facts, unknownSinceMs, lastChargeByMs, createdAtMs, updatedAtMs, ...plain } = payment;
  return {
    _id: facts.bookingId,
    propertyId: facts.propertyId,
    userId: facts.userId,
    checkIn: facts.dates?.checkIn ?? null,
    checkOut: facts.dates?.checkOut ?? null,
    amount: Decimal128.fromString(facts.amount),
    currency: facts.currency,
    ...plain,
    unknownSince: dateOf(unknownSinceMs),
    lastChargeBy: dateOf(lastChargeByMs),
    createdAt: new Date(createdAtMs),
    updatedAt: new Date(updatedAtMs),
  };
}

function loaded(row: StoredPayment): Payment {
  const { _id, propertyId, userId, checkIn, checkOut, amount, currency, ...rest } = row;
  const { unknownSince, lastChargeBy, createdAt, updatedAt, ...plain } = rest;
  const dates = checkIn === null || checkOut === null ? null : { checkIn, checkOut };
  return {
    facts: { bookingId: _id, propertyId, userId, amount: amount.toString(), currency, dates },
    ...plain,
    unknownSinceMs: unknownSince?.getTime() ?? null,
    lastChargeByMs: lastChargeBy?.getTime() ?? null,
    createdAtMs: createdAt.getTime(),
    updatedAtMs: updatedAt.getTime(),
  };
}
