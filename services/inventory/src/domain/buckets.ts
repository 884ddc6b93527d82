import { occupancyOf } from './occupancy.ts';
import { daysOf, type Hold, type Stay } from './stay.ts';

/** Buckets of one property: more would leave each with hardly a room. */
export const MAX_BUCKETS = 64;

/** The bucket in which a booking is tried first. */
export type HomeOf = (bookingId: string, buckets: number) => number;

/** The rooms of each bucket: together the capacity, and as even as can be. */
export const roomsOf = (capacity: number, buckets: number): number[] =>
  Array.from(
    { length: buckets },
    (_, bucket) => Math.floor(capacity / buckets) + (bucket < capacity % buckets ? 1 : 0),
  );

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** FNV-1a of the booking id: even, and the same in every process. */
export const homeOf: HomeOf = (bookingId, buckets) => {
  let hash = FNV_OFFSET;
  for (let at = 0; at < bookingId.length; at += 1) {
    hash = Math.imul(hash ^ bookingId.charCodeAt(at), FNV_PRIME);
  }
  return (hash >>> 0) % buckets;
};

export interface Packing {
  /** What each bucket holds. */
  readonly holds: readonly (readonly Hold[])[];
  /** The bucket with every night free for each wish that can be met; those that cannot are absent. */
  readonly places: ReadonlyMap<string, number>;
}

/**
 * Deals holds out to buckets so that every wish that fits the property as a whole fits into one bucket.
 *
 * Always possible: stays are intervals, and dealt in the order of their first day, each finds a bucket with a room free
 * on that day as long as no night has more stays than rooms; every stay dealt before began no later, so that a room free
 * on the first day stays free. Holds beyond the capacity (an oversell) stay in their home bucket, so that no wish is
 * granted on their nights. Wishes are granted in their order.
 */
export function pack(
  { capacity, buckets }: { readonly capacity: number; readonly buckets: number },
  holds: readonly Hold[],
  wishes: readonly Hold[],
): Packing {
  const granted = new Set(grantable(capacity, holds, wishes));
  const rooms = roomsOf(capacity, buckets);
  const taken = rooms.map(() => new Map<number, number>());
  const packed: Hold[][] = rooms.map(() => []);
  const places = new Map<string, number>();
  const isFree = (bucket: number, day: number) => (taken[bucket]?.get(day) ?? 0) < (rooms[bucket] as number);
  const inOrder = [...holds, ...granted].sort((a, b) => a.stay.firstDay - b.stay.firstDay);
  for (const hold of inOrder) {
    const home = homeOf(hold.bookingId, buckets);
    const candidates = rooms.map((_, step) => (home + step) % buckets);
    const bucket = candidates.find((one) => isFree(one, hold.stay.firstDay)) ?? home;
    count(taken[bucket] as Map<number, number>, hold.stay);
    if (granted.has(hold)) places.set(hold.bookingId, bucket);
    else packed[bucket]?.push(hold);
  }
  return { holds: packed, places };
}

/** Those of the wishes whose nights all have a room free, once the ones before them are met. */
function grantable(capacity: number, holds: readonly Hold[], wishes: readonly Hold[]): Hold[] {
  const taken = new Map(occupancyOf(holds.map(({ stay }) => stay)));
  const known = new Set(holds.map(({ bookingId }) => bookingId));
  return wishes.filter(({ bookingId, stay }) => {
    if (known.has(bookingId) || daysOf(stay).some((day) => (taken.get(day) ?? 0) >= capacity)) return false;
    count(taken, stay);
    return true;
  });
}

function count(taken: Map<number, number>, stay: Stay): void {
  for (const day of daysOf(stay)) taken.set(day, (taken.get(day) ?? 0) + 1);
}
