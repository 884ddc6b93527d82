import type { Collection, Db, WithId } from 'mongodb';
import type { Parked, ParkedRow } from '../ports.ts';
import { guarded } from './faults.ts';

interface StoredRow {
  _id: string;
  waiting: string[];
  dead: string[];
  level: number;
  dueAt: Date;
}

/** The `parked` collection of a service's own database: a row for each ordering id that is parked now. */
export class MongoParked implements Parked {
  readonly #rows: Collection<StoredRow>;

  constructor(db: Db) {
    this.#rows = db.collection<StoredRow>('parked');
  }

  async find(orderingIds: readonly string[]): Promise<ParkedRow[]> {
    const rows = await guarded(() => this.#rows.find({ _id: { $in: [...orderingIds] } }).toArray());
    return rows.map(loaded);
  }

  async park(orderingId: string, eventId: string, at: { level: number; dueAtMs: number }): Promise<void> {
    const change = {
      $addToSet: { waiting: eventId },
      $set: { level: at.level, dueAt: new Date(at.dueAtMs) },
      $setOnInsert: { dead: [] },
    };
    await guarded(() => this.#rows.updateOne({ _id: orderingId }, change, { upsert: true }));
  }

  async join(orderingId: string, eventId: string): Promise<ParkedRow | undefined> {
    const row = await guarded(() =>
      this.#rows.findOneAndUpdate(
        { _id: orderingId },
        { $addToSet: { waiting: eventId } },
        { returnDocument: 'after' },
      ),
    );
    return row ? loaded(row) : undefined;
  }

  async bury(orderingId: string, eventId: string): Promise<void> {
    const change = {
      $addToSet: { waiting: eventId, dead: eventId },
      $setOnInsert: { level: 0, dueAt: new Date(0) },
    };
    await guarded(() => this.#rows.updateOne({ _id: orderingId }, change, { upsert: true }));
  }

  async revive(orderingId: string, eventId: string): Promise<void> {
    await guarded(() => this.#rows.updateOne({ _id: orderingId }, { $pull: { dead: eventId } }));
  }

  /** For metrics: events that wait in line, and those of them that a person has to decide about, in so many rows at most. */
  async levels(limit: number): Promise<{ readonly waiting: number; readonly dead: number }> {
    const rows = await guarded(() =>
      this.#rows
        .find({}, { projection: { waiting: 1, dead: 1 } })
        .limit(limit)
        .toArray(),
    );
    const sum = (of: (row: StoredRow) => number) => rows.reduce((total, row) => total + of(row), 0);
    return { waiting: sum(({ waiting }) => waiting.length), dead: sum(({ dead }) => dead.length) };
  }

  /** Two writes: whoever joins in between keeps the row alive, as the second asks for an empty line. */
  async leave(orderingId: string, eventId: string): Promise<void> {
    const change = { $pull: { waiting: eventId, dead: eventId } };
    await guarded(() => this.#rows.updateOne({ _id: orderingId }, change));
    await guarded(() => this.#rows.deleteOne({ _id: orderingId, waiting: { $size: 0 } }));
  }
}

const loaded = ({ _id, waiting, dead, level, dueAt }: WithId<StoredRow>): ParkedRow => ({
  orderingId: _id,
  waiting,
  dead,
  level,
  dueAtMs: dueAt.getTime(),
});
