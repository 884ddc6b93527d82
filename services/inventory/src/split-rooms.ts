import { type HomeOf, homeOf, pack, roomsOf } from './domain/buckets.ts';
import type { Occupancy } from './domain/occupancy.ts';
import { daysOf, type Hold, type Stay, sameStay } from './domain/stay.ts';
import {
  type Counted,
  type CurrentProperty,
  type NightCounts,
  NOT_LOADED,
  type NotLoaded,
  type PropertySnapshot,
  type RoomCounters,
  type Taken,
  type TakeResult,
} from './ports.ts';

/** Every night has a room free, but no bucket has all of them free: what is counted must be dealt out anew. */
export const SCATTERED = 'SCATTERED';
export type Scattered = typeof SCATTERED;

/** The counters of a property: its own, or one for each bucket. The names of another split are other names. */
export const bucketIdsOf = ({ id, buckets }: Pick<CurrentProperty, 'id' | 'buckets'>): string[] =>
  buckets === 1 ? [id] : Array.from({ length: buckets }, (_, bucket) => `${id}/${bucket}of${buckets}`);

/**
 * The rooms of properties over the counters of their buckets. A property that is not split costs one call, as without
 * buckets. In a split one a booking tries its home bucket, then the others. It is refused only for a night that
 * is full in every bucket. All buckets must answer under one epoch, or the property counts as not loaded.
 *
 * A zombie and its successor may hold a booking in two buckets: that sells too little, never too much, and the
 * reconciler finds it.
 */
export class SplitRooms {
  readonly #counters: RoomCounters;
  readonly #onStolen: (holds: number) => void;

  constructor(counters: RoomCounters, onStolen: (holds: number) => void) {
    this.#counters = counters;
    this.#onStolen = onStolen;
  }

  async reserve(
    property: CurrentProperty,
    holds: readonly Hold[],
    home: HomeOf = homeOf,
  ): Promise<Taken | NotLoaded | Scattered> {
    if (property.buckets === 1) return this.#counters.reserve(property.id, property.epoch, holds);
    const known = await this.#held(property, holds);
    if (known === NOT_LOADED) return NOT_LOADED;
    const { epoch } = known;
    let open = holds.filter(({ bookingId }) => !known.results.has(bookingId));
    const results = new Map(known.results);
    for (let step = 0; step < property.buckets && open.length > 0; step += 1) {
      const answers = await this.#take(property, epoch, groupsOf(open, property.buckets, step, home));
      if (answers === NOT_LOADED) return NOT_LOADED;
      for (const [bookingId, result] of answers) results.set(bookingId, result);
      const refused = open.filter(({ bookingId }) => answers.get(bookingId)?.kind === 'FULL');
      if (step > 0) this.#onStolen(open.length - refused.length);
      open = refused;
    }
    const full = await this.#fullNights(property, open);
    if (full === NOT_LOADED || full === SCATTERED) return full;
    const answered = new Map([...results, ...full]);
    return { epoch, results: holds.map(({ bookingId }) => answered.get(bookingId) as TakeResult) };
  }

  async release(property: CurrentProperty, holds: readonly Hold[]): Promise<number | NotLoaded> {
    const counts = await this.#inAll(property, (id) => this.#counters.release(id, property.epoch, holds));
    return counts === NOT_LOADED ? NOT_LOADED : sum(counts);
  }

  async read(property: CurrentProperty, stay: Stay): Promise<NightCounts | NotLoaded> {
    const counts = await this.#inAll(property, (id) => this.#counters.read(id, property.epoch, stay));
    if (counts === NOT_LOADED) return NOT_LOADED;
    const taken = daysOf(stay).map((_, night) => sum(counts.map((bucket) => bucket.taken[night] ?? 0)));
    return { capacity: sum(counts.map(({ capacity }) => capacity)), taken };
  }

  async inspect(property: CurrentProperty): Promise<Counted | NotLoaded> {
    const counts = await this.#inAll(property, (id) => this.#counters.inspect(id, property.epoch));
    if (counts === NOT_LOADED) return NOT_LOADED;
    return {
      capacity: sum(counts.map(({ capacity }) => capacity)),
      taken: added(counts.map(({ taken }) => taken)),
      holds: counts.flatMap(({ holds }) => holds),
    };
  }

  /** Loads every bucket, dealt out so that the wishes fit; answers the bucket in which each wish finds its nights. */
  async load(id: string, snapshot: PropertySnapshot, wishes: readonly Hold[]): Promise<HomeOf> {
    const { epoch, capacity, buckets } = snapshot;
    if (buckets === 1) {
      await this.#counters.load(id, snapshot);
      return homeOf;
    }
    const { holds, places } = pack(snapshot, snapshot.holds, wishes);
    const rooms = roomsOf(capacity, buckets);
    await Promise.all(
      bucketIdsOf({ id, buckets }).map((bucketId, bucket) =>
        this.#counters.load(bucketId, {
          epoch,
          capacity: rooms[bucket] as number,
          holds: holds[bucket] as readonly Hold[],
        }),
      ),
    );
    return (bookingId, among) => places.get(bookingId) ?? homeOf(bookingId, among);
  }

  /** What the bookings hold already, wherever that is: a booking that was stolen for must not be taken for at home. */
  async #held(property: CurrentProperty, holds: readonly Hold[]) {
    const ids = holds.map(({ bookingId }) => bookingId);
    const answers = await this.#inAll(property, (id) => this.#counters.held(id, property.epoch, ids));
    if (answers === NOT_LOADED) return NOT_LOADED;
    const [epoch, ...others] = new Set(answers.map((answer) => answer.epoch));
    if (epoch === undefined || others.length > 0) return NOT_LOADED;
    const results = holds.flatMap(({ bookingId, stay }, index) => {
      const held = answers.map(({ stays }) => stays[index]).find((one) => one !== undefined);
      return held ? [[bookingId, heldResult(held, stay)] as const] : [];
    });
    return { epoch, results: new Map(results) };
  }

  /** Asks each bucket for its group; anything counted under another epoch than the one given is worthless. */
  async #take(
    property: CurrentProperty,
    epoch: number,
    groups: ReadonlyMap<number, readonly Hold[]>,
  ): Promise<ReadonlyMap<string, TakeResult> | NotLoaded> {
    const bucketIds = bucketIdsOf(property);
    const results = new Map<string, TakeResult>();
    const asked = [...groups].map(async ([bucket, group]) => {
      const taken = await this.#counters.reserve(bucketIds[bucket] as string, property.epoch, group);
      if (taken === NOT_LOADED || taken.epoch !== epoch) return false;
      for (const [index, { bookingId }] of group.entries()) {
        results.set(bookingId, taken.results[index] as TakeResult);
      }
      return true;
    });
    return (await Promise.all(asked)).every(Boolean) ? results : NOT_LOADED;
  }

  /** For each hold that no bucket took: its first night without a free room in any of them. */
  async #fullNights(
    property: CurrentProperty,
    refused: readonly Hold[],
  ): Promise<ReadonlyMap<string, TakeResult> | NotLoaded | Scattered> {
    const full = new Map<string, TakeResult>();
    for (const group of groupedByStay(refused)) {
      const { stay } = group[0] as Hold;
      const counts = await this.read(property, stay);
      if (counts === NOT_LOADED) return NOT_LOADED;
      const night = counts.taken.findIndex((taken) => taken >= counts.capacity);
      if (night < 0) return SCATTERED;
      for (const { bookingId } of group) {
        full.set(bookingId, { kind: 'FULL', firstFullDay: stay.firstDay + night });
      }
    }
    return full;
  }

  async #inAll<T>(
    property: CurrentProperty,
    call: (bucketId: string) => Promise<T | NotLoaded>,
  ): Promise<T[] | NotLoaded> {
    const answers = await Promise.all(bucketIdsOf(property).map(call));
    return answers.some((answer) => answer === NOT_LOADED) ? NOT_LOADED : (answers as T[]);
  }
}

const heldResult = (held: Stay, wanted: Stay): TakeResult =>
  sameStay(held, wanted) ? { kind: 'HELD' } : { kind: 'HELD_OTHERWISE' };

/** Holds by the bucket that is so many steps from their home. */
const groupsOf = (holds: readonly Hold[], buckets: number, step: number, home: HomeOf) =>
  Map.groupBy(holds, ({ bookingId }) => (home(bookingId, buckets) + step) % buckets);

const groupedByStay = (holds: readonly Hold[]) =>
  Map.groupBy(holds, ({ stay }) => `${stay.firstDay}:${stay.nights}`).values();

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

function added(parts: readonly Occupancy[]): Occupancy {
  const all = new Map<number, number>();
  for (const [day, rooms] of parts.flatMap((part) => [...part])) all.set(day, (all.get(day) ?? 0) + rooms);
  return all;
}
