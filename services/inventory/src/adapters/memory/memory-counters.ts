import { occupancyOf, takenIn } from '../../domain/occupancy.ts';
import { daysOf, type Hold, type Stay, sameStay } from '../../domain/stay.ts';
import {
  type Counted,
  type Held,
  type NightCounts,
  NOT_LOADED,
  type NotLoaded,
  type RoomCounters,
  type Snapshot,
  type Taken,
  type TakeResult,
} from '../../ports.ts';

/** As in Redis: the nights are counted beside the holds that they are the sum of. */
interface Loaded {
  readonly epoch: number;
  readonly capacity: number;
  readonly nights: Map<number, number>;
  readonly holds: Map<string, Stay>;
}

/** The counters in memory: also the plain model that the Lua scripts are compared with. */
export class MemoryRoomCounters implements RoomCounters {
  readonly #properties = new Map<string, Loaded>();

  async reserve(propertyId: string, minEpoch: number, holds: readonly Hold[]): Promise<Taken | NotLoaded> {
    const loaded = this.#loaded(propertyId, minEpoch);
    return loaded ? { epoch: loaded.epoch, results: holds.map((hold) => take(loaded, hold)) } : NOT_LOADED;
  }

  async release(propertyId: string, minEpoch: number, holds: readonly Hold[]): Promise<number | NotLoaded> {
    const loaded = this.#loaded(propertyId, minEpoch);
    if (!loaded) return NOT_LOADED;
    return holds.filter((hold) => give(loaded, hold)).length;
  }

  async load(propertyId: string, { epoch, capacity, holds }: Snapshot): Promise<void> {
    if (this.#loaded(propertyId, epoch)) return;
    const byBooking = new Map(holds.map(({ bookingId, stay }) => [bookingId, stay]));
    const nights = new Map(occupancyOf(byBooking.values()));
    this.#properties.set(propertyId, { epoch, capacity, nights, holds: byBooking });
  }

  async read(propertyId: string, minEpoch: number, stay: Stay): Promise<NightCounts | NotLoaded> {
    const loaded = this.#loaded(propertyId, minEpoch);
    if (!loaded) return NOT_LOADED;
    return { capacity: loaded.capacity, taken: takenIn(loaded.nights, stay) };
  }

  async held(propertyId: string, minEpoch: number, bookingIds: readonly string[]): Promise<Held | NotLoaded> {
    const loaded = this.#loaded(propertyId, minEpoch);
    return loaded ? { epoch: loaded.epoch, stays: bookingIds.map((id) => loaded.holds.get(id)) } : NOT_LOADED;
  }

  async inspect(propertyId: string, minEpoch: number): Promise<Counted | NotLoaded> {
    const loaded = this.#loaded(propertyId, minEpoch);
    if (!loaded) return NOT_LOADED;
    const { capacity, holds, nights } = loaded;
    return {
      capacity,
      taken: new Map(nights),
      holds: [...holds].map(([bookingId, stay]) => ({ bookingId, stay })),
    };
  }

  /** As after a loss of the server's memory, or a restart: nothing that was loaded counts any more. */
  lose(): void {
    this.#properties.clear();
  }

  #loaded(propertyId: string, minEpoch: number): Loaded | undefined {
    const loaded = this.#properties.get(propertyId);
    return loaded && loaded.epoch >= minEpoch ? loaded : undefined;
  }
}

function isHeld({ holds }: Loaded, { bookingId, stay }: Hold): boolean {
  const held = holds.get(bookingId);
  return held !== undefined && sameStay(held, stay);
}

function take(loaded: Loaded, hold: Hold): TakeResult {
  if (isHeld(loaded, hold)) return { kind: 'HELD' };
  if (loaded.holds.has(hold.bookingId)) return { kind: 'HELD_OTHERWISE' };
  const firstFullDay = daysOf(hold.stay).find((day) => (loaded.nights.get(day) ?? 0) >= loaded.capacity);
  if (firstFullDay !== undefined) return { kind: 'FULL', firstFullDay };
  loaded.holds.set(hold.bookingId, hold.stay);
  count(loaded, hold.stay, 1);
  return { kind: 'HELD' };
}

/** By membership: false when the booking does not hold exactly these nights. */
function give(loaded: Loaded, hold: Hold): boolean {
  if (!isHeld(loaded, hold)) return false;
  loaded.holds.delete(hold.bookingId);
  count(loaded, hold.stay, -1);
  return true;
}

function count({ nights }: Loaded, stay: Stay, by: 1 | -1): void {
  for (const day of daysOf(stay)) {
    const rooms = (nights.get(day) ?? 0) + by;
    if (rooms === 0) nights.delete(day);
    else nights.set(day, rooms);
  }
}
