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

interface Loaded {
  readonly epoch: number;
  readonly capacity: number;
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
    return holds.filter((hold) => isHeld(loaded, hold) && loaded.holds.delete(hold.bookingId)).length;
  }

  async load(propertyId: string, { epoch, capacity, holds }: Snapshot): Promise<void> {
    if (this.#loaded(propertyId, epoch)) return;
    const byBooking = new Map(holds.map(({ bookingId, stay }) => [bookingId, stay]));
    this.#properties.set(propertyId, { epoch, capacity, holds: byBooking });
  }

  async read(propertyId: string, minEpoch: number, stay: Stay): Promise<NightCounts | NotLoaded> {
    const loaded = this.#loaded(propertyId, minEpoch);
    if (!loaded) return NOT_LOADED;
    return { capacity: loaded.capacity, taken: takenIn(occupancyOf(loaded.holds.values()), stay) };
  }

  async held(propertyId: string, minEpoch: number, bookingIds: readonly string[]): Promise<Held | NotLoaded> {
    const loaded = this.#loaded(propertyId, minEpoch);
    return loaded ? { epoch: loaded.epoch, stays: bookingIds.map((id) => loaded.holds.get(id)) } : NOT_LOADED;
  }

  async inspect(propertyId: string, minEpoch: number): Promise<Counted | NotLoaded> {
    const loaded = this.#loaded(propertyId, minEpoch);
    if (!loaded) return NOT_LOADED;
    const { capacity, holds } = loaded;
    return {
      capacity,
      taken: occupancyOf(holds.values()),
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
  const taken = occupancyOf(loaded.holds.values());
  const firstFullDay = daysOf(hold.stay).find((day) => (taken.get(day) ?? 0) >= loaded.capacity);
  if (firstFullDay !== undefined) return { kind: 'FULL', firstFullDay };
  loaded.holds.set(hold.bookingId, hold.stay);
  return { kind: 'HELD' };
}
