import { ConflictError, type Transaction, type UnitOfWork } from '@wanderluxe/messaging';
import { stage } from '@wanderluxe/messaging/memory';
import { endedBefore, type Horizon } from '../../domain/horizon.ts';
import { daysAbove, occupancyOf } from '../../domain/occupancy.ts';
import { activeStates, holdOf, type Reservation, ReservationState } from '../../domain/reservation.ts';
import type { Hold, Stay } from '../../domain/stay.ts';
import {
  type CurrentProperty,
  EpochOverError,
  type ExpiryDue,
  type NewReservation,
  type Oversold,
  type Properties,
  type Property,
  type PropertySetting,
  type PropertySnapshot,
  type Release,
  type Reservations,
  type Sold,
} from '../../ports.ts';

interface Row {
  capacity: number;
  buckets: number;
  epoch: number;
  journalSeq: number;
}

/** Both stores over one memory, as both collections are in one database. */
export class MemoryStore {
  readonly rows = new Map<string, Row>();
  readonly reservations = new Map<string, Reservation>();
  readonly #countsFrom: () => number;

  /** Without a horizon everything is counted. */
  constructor({ countsFrom }: Pick<Horizon, 'countsFrom'> = { countsFrom: () => Number.NEGATIVE_INFINITY }) {
    this.#countsFrom = countsFrom;
  }

  active(propertyId: string): Reservation[] {
    return [...this.reservations.values()].filter(
      ({ facts, state }) => facts.propertyId === propertyId && activeStates.includes(state),
    );
  }

  activeHolds(propertyId: string): Hold[] {
    const from = this.#countsFrom();
    return this.active(propertyId)
      .map(({ facts }) => holdOf(facts))
      .filter(({ stay }) => !endedBefore(from, stay));
  }

  /** One place in the journal for each property. */
  journal(propertyIds: Iterable<string>): ReadonlyMap<string, number> {
    const row = (id: string) => this.rows.get(id) as Row;
    return new Map([...new Set(propertyIds)].map((id) => [id, ++row(id).journalSeq]));
  }
}

const overlaps = (a: Stay, b: Stay): boolean =>
  a.firstDay < b.firstDay + b.nights && b.firstDay < a.firstDay + a.nights;

export class MemoryReservations implements Reservations {
  readonly #store: MemoryStore;

  constructor(store: MemoryStore) {
    this.#store = store;
  }

  async find(bookingIds: readonly string[]): Promise<ReadonlyMap<string, Reservation>> {
    const all = this.#store.reservations;
    return new Map(bookingIds.flatMap((id) => (all.has(id) ? [[id, all.get(id) as Reservation]] : [])));
  }

  async add(tx: Transaction, rows: readonly NewReservation[]): Promise<void> {
    const taking = rows.filter(({ epoch }) => epoch !== undefined);
    for (const { reservation, epoch } of taking) {
      const { propertyId } = reservation.facts;
      if (this.#store.rows.get(propertyId)?.epoch !== epoch) throw new EpochOverError([propertyId]);
    }
    const again = rows.find(({ reservation }) => this.#store.reservations.has(reservation.facts.bookingId));
    if (again) throw new ConflictError(`${again.reservation.facts.bookingId} has a reservation already`);
    stage(tx, () => {
      const seqs = this.#store.journal(taking.map(({ reservation }) => reservation.facts.propertyId));
      for (const { reservation, epoch } of rows) {
        const heldSeq =
          epoch === undefined ? {} : { heldSeq: seqs.get(reservation.facts.propertyId) as number };
        this.#store.reservations.set(reservation.facts.bookingId, { ...reservation, ...heldSeq });
      }
    });
  }

  async confirm(tx: Transaction, bookingIds: readonly string[], nowMs: number): Promise<void> {
    const firm = { state: ReservationState.FIRM, confirmedAtMs: nowMs };
    stage(tx, () => {
      for (const id of bookingIds) this.#change(id, [ReservationState.HELD], firm);
    });
  }

  async release(tx: Transaction, releases: readonly Release[]): Promise<void> {
    const isInPlace = ({ hold, from }: Release) => {
      const state = this.#store.reservations.get(hold.bookingId)?.state;
      return state !== undefined && from.includes(state);
    };
    if (!releases.every(isInPlace))
      throw new ConflictError('a reservation to release is no longer as it was');
    stage(tx, () => {
      const seqs = this.#store.journal(releases.map(({ propertyId }) => propertyId));
      for (const { hold, propertyId, reason, from, decision } of releases) {
        const releasedSeq = seqs.get(propertyId) as number;
        const released = { state: ReservationState.RELEASED, reason, releasedSeq };
        this.#change(hold.bookingId, from, { ...released, ...(decision && { decision }) });
      }
    });
  }

  async expired({ nowMs, askedBeforeMs }: ExpiryDue, limit: number): Promise<Reservation[]> {
    const askedAt = ({ expiryRequestedAtMs }: Reservation) => expiryRequestedAtMs ?? 0;
    return this.#held()
      .filter(({ holdExpiresAtMs = Infinity }) => holdExpiresAtMs <= nowMs)
      .filter((held) => askedAt(held) <= askedBeforeMs)
      .sort((a, b) => askedAt(a) - askedAt(b) || (a.holdExpiresAtMs ?? 0) - (b.holdExpiresAtMs ?? 0))
      .slice(0, limit);
  }

  async markExpiryRequested(tx: Transaction, bookingIds: readonly string[], nowMs: number): Promise<void> {
    stage(tx, () => {
      for (const id of bookingIds) this.#change(id, [ReservationState.HELD], { expiryRequestedAtMs: nowMs });
    });
  }

  async held({
    propertyId,
    limit,
  }: {
    propertyId?: string | undefined;
    limit: number;
  }): Promise<Reservation[]> {
    return this.#held()
      .filter(({ facts }) => propertyId === undefined || facts.propertyId === propertyId)
      .sort(
        (a, b) =>
          (a.expiryRequestedAtMs ?? 0) - (b.expiryRequestedAtMs ?? 0) ||
          (a.holdExpiresAtMs ?? 0) - (b.holdExpiresAtMs ?? 0),
      )
      .slice(0, limit);
  }

  async countExpiryRequested(): Promise<number> {
    return this.#held().filter(({ expiryRequestedAtMs }) => expiryRequestedAtMs !== undefined).length;
  }

  async active(propertyId: string, within: Stay): Promise<Reservation[]> {
    return this.#store.active(propertyId).filter(({ facts }) => overlaps(holdOf(facts).stay, within));
  }

  /** Transactions run one after the other. */
  async activeIn(_tx: Transaction, propertyId: string, within: Stay): Promise<Sold | undefined> {
    const row = this.#store.rows.get(propertyId);
    return row && { capacity: row.capacity, reservations: await this.active(propertyId, within) };
  }

  async activeHolds(propertyId: string): Promise<Hold[]> {
    return this.#store.activeHolds(propertyId);
  }

  async activeStays(propertyId: string, within: Stay): Promise<Stay[]> {
    return (await this.active(propertyId, within)).map(({ facts }) => holdOf(facts).stay);
  }

  #held(): Reservation[] {
    return [...this.#store.reservations.values()].filter(({ state }) => state === ReservationState.HELD);
  }

  #change(bookingId: string, from: readonly ReservationState[], change: Partial<Reservation>): void {
    const before = this.#store.reservations.get(bookingId);
    if (before && from.includes(before.state)) {
      this.#store.reservations.set(bookingId, { ...before, ...change });
    }
  }
}

export class MemoryProperties implements Properties {
  readonly #store: MemoryStore;
  readonly #unitOfWork: UnitOfWork;

  constructor(store: MemoryStore, unitOfWork: UnitOfWork) {
    this.#store = store;
    this.#unitOfWork = unitOfWork;
  }

  async find(ids: readonly string[]): Promise<ReadonlyMap<string, CurrentProperty>> {
    const { rows } = this.#store;
    return new Map(
      ids.flatMap((id) => {
        const row = rows.get(id);
        if (!row) return [];
        const { capacity, buckets, epoch } = row;
        return [[id, { id, capacity, buckets, epoch }]];
      }),
    );
  }

  async list(limit: number, afterId = ''): Promise<Property[]> {
    const ids = [...this.#store.rows.keys()].filter((id) => id > afterId).sort();
    return ids.slice(0, limit).map((id) => {
      const { capacity, buckets } = this.#store.rows.get(id) as Row;
      return { id, capacity, buckets };
    });
  }

  async setCapacities(wanted: readonly PropertySetting[]): Promise<readonly Oversold[]> {
    let oversold: Oversold[] = [];
    await this.#unitOfWork.run(async (tx) => {
      oversold = wanted.flatMap(({ id, capacity }) => {
        const taken = occupancyOf(this.#store.activeHolds(id).map(({ stay }) => stay));
        const days = daysAbove(taken, capacity);
        return days.length > 0 ? [{ propertyId: id, days }] : [];
      });
      if (oversold.length === 0) stage(tx, () => this.#write(wanted));
    });
    return oversold;
  }

  async beginEpoch(propertyId: string): Promise<PropertySnapshot | undefined> {
    let snapshot: PropertySnapshot | undefined;
    await this.#unitOfWork.run(async (tx) => {
      const row = this.#store.rows.get(propertyId);
      if (!row) return;
      stage(tx, () => {
        row.epoch += 1;
        const { epoch, capacity, buckets } = row;
        snapshot = { epoch, capacity, buckets, holds: this.#store.activeHolds(propertyId) };
      });
    });
    return snapshot;
  }

  #write(wanted: readonly PropertySetting[]): void {
    for (const { id, capacity, buckets: split } of wanted) {
      const row = this.#store.rows.get(id) ?? { capacity: -1, buckets: 1, epoch: 0, journalSeq: 0 };
      const buckets = split ?? row.buckets;
      if (row.capacity !== capacity || row.buckets !== buckets) row.epoch += 1;
      row.capacity = capacity;
      row.buckets = buckets;
      this.#store.rows.set(id, row);
    }
  }
}
