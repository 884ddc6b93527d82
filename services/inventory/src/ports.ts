/** What the inventory needs from outside. The database is the truth; the counters are its fast, losable image. */
import { ConflictError, type Transaction } from '@wanderluxe/messaging';
import type { ReleaseReason } from '@wanderluxe/schemas';
import type { Occupancy } from './domain/occupancy.ts';
import type { Decision, Reservation, ReservationState } from './domain/reservation.ts';
import type { Hold, Stay } from './domain/stay.ts';

export interface Property {
  readonly id: string;
  /** Rooms that can be sold for one night. */
  readonly capacity: number;
  /** Parts in which its rooms are counted, each perhaps on another node of a Redis Cluster; 1 is not split. */
  readonly buckets: number;
}

/** A property as the database has it now. `epoch` is the least one that its counters must be loaded under. */
export type CurrentProperty = Property & { readonly epoch: number };

/** Without `buckets` a property stays split as it is; a new one is not split. */
export type PropertySetting = Omit<Property, 'buckets'> & Partial<Pick<Property, 'buckets'>>;

/** What to load into counters: everything that occupied their rooms when the epoch began. */
export interface Snapshot {
  readonly epoch: number;
  readonly capacity: number;
  readonly holds: readonly Hold[];
}

/** The snapshot of a whole property. */
export type PropertySnapshot = Snapshot & Pick<Property, 'buckets'>;

/**
 * The counters do not hold this property, or hold it under an epoch older than asked for, or lost something since
 * they were loaded. Nothing was changed.
 */
export const NOT_LOADED = 'NOT_LOADED';
export type NotLoaded = typeof NOT_LOADED;

/** HELD_OTHERWISE: the booking already holds other nights here. */
export type TakeResult =
  | { readonly kind: 'HELD' }
  | { readonly kind: 'FULL'; readonly firstFullDay: number }
  | { readonly kind: 'HELD_OTHERWISE' };

/** Results stand in the order of the holds asked for. */
export interface Taken {
  readonly epoch: number;
  readonly results: readonly TakeResult[];
}

export interface NightCounts {
  readonly capacity: number;
  /** Rooms taken in each night asked for, in order. */
  readonly taken: readonly number[];
}

/** What bookings hold; results stand in the order of the bookings asked about. */
export interface Held {
  readonly epoch: number;
  readonly stays: readonly (Stay | undefined)[];
}

/** All that the counters have of a property: the holds, and the nights that should be their sum. */
export interface Counted {
  readonly capacity: number;
  readonly taken: Occupancy;
  readonly holds: readonly Hold[];
}

/**
 * Rooms taken for each night of a property, or of one bucket of it; `propertyId` is then the bucket's. Each call is
 * atomic. A call that fails with DependencyUnavailableError may have taken effect, now or later; all but `load` can
 * simply be made again.
 */
export interface RoomCounters {
  /** For each hold: all its nights or none; HELD again when it already has exactly these nights. */
  reserve(propertyId: string, minEpoch: number, holds: readonly Hold[]): Promise<Taken | NotLoaded>;
  /** Frees exactly the holds that are there with exactly these nights, and answers how many those were. */
  release(propertyId: string, minEpoch: number, holds: readonly Hold[]): Promise<number | NotLoaded>;
  /**
   * Replaces all that is counted for the property, unless this epoch or a newer one is loaded. One epoch must be
   * given to one call only: a second load after takes would forget them. After a failure begin a new epoch.
   */
  load(propertyId: string, snapshot: Snapshot): Promise<void>;
  read(propertyId: string, minEpoch: number, stay: Stay): Promise<NightCounts | NotLoaded>;
  /** What these bookings hold here. */
  held(propertyId: string, minEpoch: number, bookingIds: readonly string[]): Promise<Held | NotLoaded>;
  /** Everything that is counted, at one moment. */
  inspect(propertyId: string, minEpoch: number): Promise<Counted | NotLoaded>;
}

/** Rooms were counted under an epoch that is over: another instance reloaded the counters, or the capacity changed. */
export class EpochOverError extends ConflictError {
  constructor(propertyIds: readonly string[]) {
    super(`the epoch of ${propertyIds.join(', ')} is over: count the rooms again under the current one`);
    this.name = 'EpochOverError';
  }
}

/** A new row. `epoch` is what its rooms were counted under; absent when it holds none. */
export interface NewReservation {
  readonly reservation: Reservation;
  readonly epoch?: number;
}

export interface Release {
  readonly hold: Hold;
  readonly propertyId: string;
  readonly reason: ReleaseReason;
  /** The states that it may still be in. */
  readonly from: readonly ReservationState[];
  /** Kept with the reservation, when a person released it. */
  readonly decision?: Decision;
}

/** What is sold of a property in some nights, and how many rooms there are. */
export interface Sold {
  readonly capacity: number;
  readonly reservations: readonly Reservation[];
}

export interface ExpiryDue {
  readonly nowMs: number;
  readonly askedBeforeMs: number;
}

/**
 * Reservations of all properties. `add` and `release` write the property's row in the same transaction, which
 * gives its takes and releases one order (the journal) and makes them conflict with the beginning of an epoch.
 */
export interface Reservations {
  find(bookingIds: readonly string[]): Promise<ReadonlyMap<string, Reservation>>;
  /** @throws EpochOverError when a property's epoch is no longer the row's; ConflictError when a booking has a row. */
  add(tx: Transaction, rows: readonly NewReservation[], nowMs: number): Promise<void>;
  /** HELD becomes FIRM; any other state stays. */
  confirm(tx: Transaction, bookingIds: readonly string[], nowMs: number): Promise<void>;
  /** Becomes RELEASED. @throws ConflictError when one of them is not in a state that its release starts from. */
  release(tx: Transaction, releases: readonly Release[], nowMs: number): Promise<void>;
  /** Held beyond their deadline, and payment not asked since the time given: those first that were never asked. */
  expired(due: ExpiryDue, limit: number): Promise<Reservation[]>;
  /** Remembers of those still held that payment was asked. */
  markExpiryRequested(tx: Transaction, bookingIds: readonly string[], nowMs: number): Promise<void>;
  /** What is held and not paid, of one property or of all: those first about which payment was not asked, then by deadline. */
  held(query: { readonly propertyId?: string | undefined; readonly limit: number }): Promise<Reservation[]>;
  /** Holds about which payment was asked and which are still held: it does not know yet, or does not answer. */
  countExpiryRequested(): Promise<number>;
  /** Reservations that occupy rooms of the property in any of the nights given. */
  active(propertyId: string, within: Stay): Promise<Reservation[]>;
  /**
   * The same with the capacity, as of the transaction: when it releases some of them, it commits only if nobody else took
   * or released rooms there meanwhile. Undefined for a property that does not exist.
   */
  activeIn(tx: Transaction, propertyId: string, within: Stay): Promise<Sold | undefined>;
  /** Everything that occupies rooms of the property, but for stays that ended before the horizon counts. */
  activeHolds(propertyId: string): Promise<Hold[]>;
  /** Stays that occupy rooms of the property in any of the nights given. */
  activeStays(propertyId: string, within: Stay): Promise<Stay[]>;
}

/** A property whose rooms are sold beyond the capacity wanted for it. */
export interface Oversold {
  readonly propertyId: string;
  readonly days: readonly number[];
}

export interface Properties {
  find(ids: readonly string[]): Promise<ReadonlyMap<string, CurrentProperty>>;
  /** In order of id, beginning after the id given. */
  list(limit: number, afterId?: string): Promise<Property[]>;
  /**
   * Sets all capacities or, when that would leave fewer rooms than are sold, none, and answers which. A changed
   * capacity or split begins a new epoch, so that no room counted under the old one is journalled any more.
   */
  setCapacities(wanted: readonly PropertySetting[], nowMs: number): Promise<readonly Oversold[]>;
  /** Begins a new epoch and answers the `activeHolds` of that very point; undefined when it does not exist. */
  beginEpoch(propertyId: string, nowMs: number): Promise<PropertySnapshot | undefined>;
}
