import { Binary, type Collection, type Db } from 'mongodb';
import type { Outbox, OutboxRow, Transaction } from '../ports.ts';
import { guarded } from './faults.ts';
import { bytesOfRecords, recordsOfBytes } from './outbox-records.ts';
import { sessionOf } from './unit-of-work.ts';

interface StoredRow {
  _id: string;
  createdAt: Date;
  /** See `outbox-records.ts`. */
  records: Binary;
  publishedAt: Date | null;
}

/** How long published rows stay, for whoever has to reconstruct what was said. */
const KEEP_PUBLISHED_S = 7 * 24 * 3_600;

/** The `outbox` collection of a service's own database: one row for all events of a handled batch. */
export class MongoOutbox implements Outbox {
  readonly #rows: Collection<StoredRow>;

  constructor(db: Db) {
    this.#rows = db.collection<StoredRow>('outbox');
  }

  /** The sort of `unpublished` is part of its index: otherwise the relay would scan. */
  async createIndexes(): Promise<void> {
    await guarded(() => this.#rows.createIndex({ publishedAt: 1, createdAt: 1, _id: 1 }));
    await guarded(() =>
      this.#rows.createIndex(
        { publishedAt: 1 },
        { name: 'expire_published', expireAfterSeconds: KEEP_PUBLISHED_S },
      ),
    );
  }

  async append(tx: Transaction, { id, createdAtMs, records }: OutboxRow): Promise<void> {
    const row = {
      _id: id,
      createdAt: new Date(createdAtMs),
      records: new Binary(bytesOfRecords(records)),
      publishedAt: null,
    };
    await this.#rows.insertOne(row, { session: sessionOf(tx) });
  }

  async markPublished(ids: readonly string[]): Promise<void> {
    await guarded(() =>
      this.#rows.updateMany({ _id: { $in: [...ids] } }, { $set: { publishedAt: new Date() } }),
    );
  }

  async countUnpublished({ fromMs, toMs }: { fromMs: number; toMs: number }): Promise<number> {
    const count = (createdAt: object) =>
      guarded(() => this.#rows.countDocuments({ publishedAt: null, createdAt }));
    return (await count({ $lt: new Date(fromMs) })) + (await count({ $gt: new Date(toMs) }));
  }

  /** For metrics: rows not yet published, counted up to the limit, and when the oldest was written. */
  async backlog(limit: number): Promise<{ readonly rows: number; readonly oldestAtMs: number | undefined }> {
    const unpublished = { publishedAt: null };
    const [oldest] = await guarded(() =>
      this.#rows
        .find(unpublished, { projection: { createdAt: 1 } })
        .sort({ createdAt: 1, _id: 1 })
        .limit(1)
        .toArray(),
    );
    if (!oldest) return { rows: 0, oldestAtMs: undefined };
    const rows = await guarded(() => this.#rows.countDocuments(unpublished, { limit }));
    return { rows, oldestAtMs: oldest.createdAt.getTime() };
  }

  async unpublished(createdBeforeMs: number, limit: number): Promise<OutboxRow[]> {
    const rows = await guarded(() =>
      this.#rows
        .find({ publishedAt: null, createdAt: { $lte: new Date(createdBeforeMs) } })
        .sort({ createdAt: 1, _id: 1 })
        .limit(limit)
        .toArray(),
    );
    return rows.map((row) => ({
      id: row._id,
      createdAtMs: row.createdAt.getTime(),
      records: recordsOfBytes(row.records.buffer),
    }));
  }
}
