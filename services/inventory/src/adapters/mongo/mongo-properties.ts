import { guarded, sessionOf, type UnitOfWork } from '@wanderluxe/messaging';
import type { ClientSession, Collection, Db } from 'mongodb';
import type { Horizon } from '../../domain/horizon.ts';
import { daysAbove, occupancyOf } from '../../domain/occupancy.ts';
import type { Hold } from '../../domain/stay.ts';
import type {
  CurrentProperty,
  Oversold,
  Properties,
  Property,
  PropertySetting,
  PropertySnapshot,
} from '../../ports.ts';
import {
  activeFrom,
  holdOfDocument,
  type PropertyDocument,
  propertiesOf,
  type ReservationDocument,
  reservationsOf,
  type StayDocument,
  stayFields,
} from './documents.ts';

const FIND_BATCH = 10_000;

/** Properties in the collection `properties`, with the epoch that fences their counters. */
export class MongoProperties implements Properties {
  readonly #properties: Collection<PropertyDocument>;
  readonly #reservations: Collection<ReservationDocument>;
  readonly #unitOfWork: UnitOfWork;
  readonly #countsFrom: () => number;

  constructor(db: Db, unitOfWork: UnitOfWork, { countsFrom }: Pick<Horizon, 'countsFrom'>) {
    this.#countsFrom = countsFrom;
    this.#properties = propertiesOf(db);
    this.#reservations = reservationsOf(db);
    this.#unitOfWork = unitOfWork;
  }

  async find(ids: readonly string[]): Promise<ReadonlyMap<string, CurrentProperty>> {
    const rows = await guarded(() =>
      this.#properties.find({ _id: { $in: [...ids] } }, { batchSize: FIND_BATCH }).toArray(),
    );
    return new Map(rows.map((row) => [row._id, { ...propertyOf(row), epoch: row.epoch }]));
  }

  async list(limit: number, afterId?: string): Promise<Property[]> {
    const filter = afterId === undefined ? {} : { _id: { $gt: afterId } };
    const rows = await guarded(() => this.#properties.find(filter).sort({ _id: 1 }).limit(limit).toArray());
    return rows.map(propertyOf);
  }

  async setCapacities(wanted: readonly PropertySetting[], nowMs: number): Promise<readonly Oversold[]> {
    let oversold: readonly Oversold[] = [];
    await this.#unitOfWork.run(async (tx) => {
      const session = sessionOf(tx);
      const { changed, lowered } = await this.#compare(wanted, session);
      oversold = await this.#oversoldBy(lowered, session);
      if (oversold.length === 0 && changed.length > 0) await this.#write(changed, new Date(nowMs), session);
    });
    return oversold;
  }

  async beginEpoch(propertyId: string, nowMs: number): Promise<PropertySnapshot | undefined> {
    let snapshot: PropertySnapshot | undefined;
    await this.#unitOfWork.run(async (tx) => {
      const session = sessionOf(tx);
      const next = { $inc: { epoch: 1 }, $set: { updatedAt: new Date(nowMs) } };
      // Written before the reservations are read: from here on no transaction under the old epoch commits.
      const row = await this.#properties.findOneAndUpdate({ _id: propertyId }, next, {
        session,
        returnDocument: 'after',
      });
      const holds = row && (await this.#activeHolds(propertyId, session));
      snapshot = row && holds ? { ...propertyOf(row), epoch: row.epoch, holds } : undefined;
    });
    return snapshot;
  }

  async #compare(wanted: readonly PropertySetting[], session: ClientSession) {
    const ids = wanted.map(({ id }) => id);
    const rows = await this.#properties.find({ _id: { $in: ids } }, { session }).toArray();
    const before = new Map(rows.map((row) => [row._id, propertyOf(row)]));
    const changed = wanted
      .map(({ id, capacity, buckets = before.get(id)?.buckets ?? 1 }) => ({ id, capacity, buckets }))
      .filter(({ id, capacity, buckets }) => {
        const known = before.get(id);
        return known?.capacity !== capacity || known.buckets !== buckets;
      });
    const lowered = changed.filter(({ id, capacity }) => capacity < (before.get(id)?.capacity ?? 0));
    return { changed, lowered };
  }

  async #oversoldBy(lowered: readonly Property[], session: ClientSession): Promise<Oversold[]> {
    const oversold: Oversold[] = [];
    for (const { id, capacity } of lowered) {
      const holds = await this.#activeHolds(id, session);
      const days = daysAbove(occupancyOf(holds.map(({ stay }) => stay)), capacity);
      if (days.length > 0) oversold.push({ propertyId: id, days });
    }
    return oversold;
  }

  async #write(changed: readonly Property[], updatedAt: Date, session: ClientSession): Promise<void> {
    const sorted = [...changed].sort((a, b) => (a.id < b.id ? -1 : 1));
    const updates = sorted.map(({ id, capacity, buckets }) => ({
      updateOne: {
        filter: { _id: id },
        update: {
          $set: { capacity, buckets, updatedAt },
          $inc: { epoch: 1 },
          $setOnInsert: { journalSeq: 0 },
        },
        upsert: true,
      },
    }));
    await this.#properties.bulkWrite(updates, { session });
  }

  async #activeHolds(propertyId: string, session: ClientSession): Promise<Hold[]> {
    const cursor = this.#reservations.find(activeFrom(propertyId, this.#countsFrom()), {
      session,
      projection: stayFields,
      batchSize: FIND_BATCH,
    });
    return (await cursor.toArray()).map((document) => holdOfDocument(document as StayDocument));
  }
}

const propertyOf = ({ _id, capacity, buckets = 1 }: PropertyDocument): Property => ({
  id: _id,
  capacity,
  buckets,
});
