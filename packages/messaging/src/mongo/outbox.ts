import { Binary, type Collection, type Db } from 'mongodb';
import type { Outbox, OutboxRow, OutgoingRecord, Transaction } from '../ports.ts';
import { guarded } from './faults.ts';
import { sessionOf } from './unit-of-work.ts';

interface StoredRecord {
  topic: string;
  key: string | Binary | null;
  value: Binary | null;
  headers: Record<string, string | Binary>;
}

interface StoredRow {
  _id: string;
  createdAt: Date;
  records: StoredRecord[];
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
      records: records.map(stored),
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
      records: row.records.map(loaded),
    }));
  }
}

const binary = <T>(value: T | Buffer): Exclude<T, Buffer> | Binary =>
  Buffer.isBuffer(value) ? new Binary(value) : (value as Exclude<T, Buffer>);

const plain = <T>(value: T | Binary): Exclude<T, Binary> | Buffer =>
  value instanceof Binary ? Buffer.from(value.buffer) : (value as Exclude<T, Binary>);

const mapped = <A, B>(headers: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, change(value)]));

function stored({ topic, key, value, headers }: OutgoingRecord): StoredRecord {
  return {
    topic,
    key: binary(key),
    value: binary(value),
    headers: mapped(headers, (header) => binary(header)),
  };
}

function loaded({ topic, key, value, headers }: StoredRecord): OutgoingRecord {
  return { topic, key: plain(key), value: plain(value), headers: mapped(headers, (header) => plain(header)) };
}
