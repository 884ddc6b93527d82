import { ConflictError, guarded, sessionOf, type Transaction } from '@wanderluxe/messaging';
import type { AnyBulkWriteOperation, ClientSession, Collection, Db, Filter, Sort } from 'mongodb';
import type { Horizon } from '../../domain/horizon.ts';
import { type Reservation, ReservationState } from '../../domain/reservation.ts';
import type { Hold, Stay } from '../../domain/stay.ts';
import {
  EpochOverError,
  type ExpiryDue,
  type NewReservation,
  type Release,
  type Reservations,
  type Sold,
} from '../../ports.ts';
import {
  active,
  activeFrom,
  askedBefore,
  decisionDocumentOf,
  documentOf,
  everAsked,
  holdOfDocument,
  neverAsked,
  type PropertyDocument,
  propertiesOf,
  type ReservationDocument,
  reservationOf,
  reservationsOf,
  type StayDocument,
  stayFields,
} from './documents.ts';

const FIND_BATCH = 1_000;

/** Reservations in the collection `reservations`; their journal order in `properties.journalSeq`. */
export class MongoReservations implements Reservations {
  readonly #reservations: Collection<ReservationDocument>;
  readonly #properties: Collection<PropertyDocument>;
  readonly #countsFrom: () => number;

  constructor(db: Db, { countsFrom }: Pick<Horizon, 'countsFrom'>) {
    this.#countsFrom = countsFrom;
    this.#reservations = reservationsOf(db);
    this.#properties = propertiesOf(db);
  }

  async find(bookingIds: readonly string[]): Promise<ReadonlyMap<string, Reservation>> {
    const filter = { _id: { $in: [...bookingIds] } };
    const found = await guarded(() => this.#reservations.find(filter, { batchSize: FIND_BATCH }).toArray());
    return new Map(found.map((document) => [document._id, reservationOf(document)]));
  }

  async add(tx: Transaction, rows: readonly NewReservation[], nowMs: number): Promise<void> {
    const session = sessionOf(tx);
    const now = new Date(nowMs);
    const seqs = await this.#journal(session, epochsOf(rows), now);
    const documents = rows.map(({ reservation, epoch }) =>
      documentOf(reservation, epoch === undefined ? undefined : seqs.get(reservation.facts.propertyId), now),
    );
    await this.#reservations.insertMany(documents, { session });
  }

  async confirm(tx: Transaction, bookingIds: readonly string[], nowMs: number): Promise<void> {
    const held = { _id: { $in: [...bookingIds] }, state: ReservationState.HELD };
    const now = new Date(nowMs);
    const firm = { $set: { state: ReservationState.FIRM, confirmedAt: now, updatedAt: now } };
    await this.#reservations.updateMany(held, firm, { session: sessionOf(tx) });
  }

  async release(tx: Transaction, releases: readonly Release[], nowMs: number): Promise<void> {
    const session = sessionOf(tx);
    const now = new Date(nowMs);
    const anyEpoch = new Map(releases.map(({ propertyId }) => [propertyId, undefined]));
    const seqs = await this.#journal(session, anyEpoch, now);
    const updates: AnyBulkWriteOperation<ReservationDocument>[] = releases.map(
      ({ hold, propertyId, reason, from, decision }) => {
        const releasedSeq = seqs.get(propertyId) as number;
        const state = ReservationState.RELEASED;
        const decided = decision && { decision: decisionDocumentOf(decision) };
        const released = { state, reason, releasedSeq, updatedAt: now, ...decided };
        const filter = { _id: hold.bookingId, state: { $in: [...from] } };
        return { updateOne: { filter, update: { $set: released } } };
      },
    );
    const { matchedCount } = await this.#reservations.bulkWrite(updates, { session });
    if (matchedCount !== releases.length) {
      throw new ConflictError('a reservation to release is no longer as it was: another instance was first');
    }
  }

  async expired({ nowMs, askedBeforeMs }: ExpiryDue, limit: number): Promise<Reservation[]> {
    const never = await this.#held(neverAsked(nowMs), { holdExpiresAt: 1 }, limit);
    const left = limit - never.length;
    const again =
      left > 0 ? await this.#held(askedBefore(askedBeforeMs), { expiryRequestedAt: 1 }, left) : [];
    return [...never, ...again];
  }

  async markExpiryRequested(tx: Transaction, bookingIds: readonly string[], nowMs: number): Promise<void> {
    const held = { _id: { $in: [...bookingIds] }, state: ReservationState.HELD };
    const asked = { $set: { expiryRequestedAt: new Date(nowMs), updatedAt: new Date(nowMs) } };
    await this.#reservations.updateMany(held, asked, { session: sessionOf(tx) });
  }

  async held({
    propertyId,
    limit,
  }: {
    propertyId?: string | undefined;
    limit: number;
  }): Promise<Reservation[]> {
    const filter = { state: ReservationState.HELD, ...(propertyId !== undefined && { propertyId }) };
    return this.#held(filter, { expiryRequestedAt: 1, holdExpiresAt: 1 }, limit);
  }

  async countExpiryRequested(): Promise<number> {
    return guarded(() => this.#reservations.countDocuments(everAsked));
  }

  /** For metrics: what is held, and what of it is past its deadline, counted up to the limit. */
  async holdLevels(
    nowMs: number,
    limit: number,
  ): Promise<{ readonly open: number; readonly overdue: number }> {
    const count = (filter: Filter<ReservationDocument>) =>
      guarded(() => this.#reservations.countDocuments(filter, { limit }));
    const [open, never, asked] = await Promise.all([
      count({ state: ReservationState.HELD }),
      count(neverAsked(nowMs)),
      count(everAsked),
    ]);
    return { open, overdue: never + asked };
  }

  async active(propertyId: string, within: Stay): Promise<Reservation[]> {
    const cursor = this.#reservations.find(active(propertyId, within), { batchSize: FIND_BATCH });
    return (await guarded(() => cursor.toArray())).map(reservationOf);
  }

  async activeIn(tx: Transaction, propertyId: string, within: Stay): Promise<Sold | undefined> {
    const session = sessionOf(tx);
    const property = await this.#properties.findOne({ _id: propertyId }, { session });
    if (!property) return undefined;
    const cursor = this.#reservations.find(active(propertyId, within), { session, batchSize: FIND_BATCH });
    return { capacity: property.capacity, reservations: (await cursor.toArray()).map(reservationOf) };
  }

  async activeHolds(propertyId: string): Promise<Hold[]> {
    return this.#holds(activeFrom(propertyId, this.#countsFrom()));
  }

  async activeStays(propertyId: string, within: Stay): Promise<Stay[]> {
    return (await this.#holds(active(propertyId, within))).map(({ stay }) => stay);
  }

  async #holds(filter: Filter<ReservationDocument>): Promise<Hold[]> {
    const cursor = this.#reservations.find(filter, {
      projection: stayFields,
      batchSize: FIND_BATCH,
    });
    const found = await guarded(() => cursor.toArray());
    return found.map((document) => holdOfDocument(document as StayDocument));
  }

  async #held(filter: Filter<ReservationDocument>, sort: Sort, limit: number): Promise<Reservation[]> {
    const found = await guarded(() => this.#reservations.find(filter).sort(sort).limit(limit).toArray());
    return found.map(reservationOf);
  }

  /**
   * Gives this transaction its place in the journal of each property. Writing the property's row is what makes
   * two transactions that both count on its epoch exclude each other; to read it would not.
   */
  async #journal(
    session: ClientSession,
    epochs: ReadonlyMap<string, number | undefined>,
    now: Date,
  ): Promise<ReadonlyMap<string, number>> {
    const ids = [...epochs.keys()];
    if (ids.length === 0) return new Map();
    const next = { $inc: { journalSeq: 1 }, $set: { updatedAt: now } };
    // Most properties are under the same few epochs: a statement for each of these costs half of one for each property.
    const updates: AnyBulkWriteOperation<PropertyDocument>[] = [
      ...Map.groupBy(ids, (id) => epochs.get(id)),
    ].map(([epoch, own]) => {
      const filter = { _id: { $in: own }, ...(epoch !== undefined && { epoch }) };
      return { updateMany: { filter, update: next } };
    });
    const { matchedCount } = await this.#properties.bulkWrite(updates, { session });
    if (matchedCount !== ids.length) throw new EpochOverError(ids);
    const rows = await this.#properties
      .find({ _id: { $in: ids } }, { session, projection: { journalSeq: 1 }, batchSize: FIND_BATCH })
      .toArray();
    return new Map(rows.map(({ _id, journalSeq }) => [_id, journalSeq]));
  }
}

/** The epoch that each property with new holds must still have. */
function epochsOf(rows: readonly NewReservation[]): ReadonlyMap<string, number> {
  const epochs = new Map<string, number>();
  for (const { reservation, epoch } of rows) {
    const { propertyId } = reservation.facts;
    if (epoch === undefined) continue;
    if ((epochs.get(propertyId) ?? epoch) !== epoch) throw new EpochOverError([propertyId]);
    epochs.set(propertyId, epoch);
  }
  return epochs;
}
