import { DependencyUnavailableError } from '@wanderluxe/messaging';
import type { Logger } from '@wanderluxe/runtime';
import type { Hold, Stay } from './domain/stay.ts';
import type { InventoryMetrics } from './metrics.ts';
import {
  type NightCounts,
  NOT_LOADED,
  type NotLoaded,
  type Properties,
  type RoomCounters,
  type Taken,
} from './ports.ts';

/** Reloads for one call before the counters are called unusable. */
const MAX_RELOADS = 4;

export interface LoadedRoomsEdges {
  readonly counters: RoomCounters;
  readonly properties: Properties;
  readonly logger: Logger;
  readonly metrics: InventoryMetrics;
  readonly nowMs: () => number;
}

/**
 * The room counters, reloaded from the database whenever they may have lost something: callers wait for that and
 * are never told "sold out" because of it. Every call answers undefined for a property that does not exist.
 *
 * `minEpoch` is the property's epoch as the caller read it in the database: it makes counters that were loaded
 * under an earlier one (before a capacity change, or by a reload that came late) count as not loaded.
 */
export class LoadedRooms {
  readonly #edges: LoadedRoomsEdges;
  readonly #reloads = new Map<string, Promise<boolean>>();

  constructor(edges: LoadedRoomsEdges) {
    this.#edges = edges;
  }

  reserve(propertyId: string, minEpoch: number, holds: readonly Hold[]): Promise<Taken | undefined> {
    return this.#whenLoaded(propertyId, () => this.#edges.counters.reserve(propertyId, minEpoch, holds));
  }

  release(propertyId: string, minEpoch: number, holds: readonly Hold[]): Promise<number | undefined> {
    return this.#whenLoaded(propertyId, () => this.#edges.counters.release(propertyId, minEpoch, holds));
  }

  read(propertyId: string, minEpoch: number, stay: Stay): Promise<NightCounts | undefined> {
    return this.#whenLoaded(propertyId, () => this.#edges.counters.read(propertyId, minEpoch, stay));
  }

  /** Loads what the journal has, whatever is loaded now; false for a property that does not exist. */
  reload(propertyId: string): Promise<boolean> {
    return this.#reload(propertyId);
  }

  async #whenLoaded<T>(propertyId: string, call: () => Promise<T | NotLoaded>): Promise<T | undefined> {
    for (let reloads = 0; reloads <= MAX_RELOADS; reloads += 1) {
      const answer = await call();
      if (answer !== NOT_LOADED) return answer;
      if (!(await this.#ensureLoaded(propertyId))) return undefined;
    }
    const remedy = `${propertyId} was lost ${MAX_RELOADS} times right after loading: check what empties Redis`;
    throw new DependencyUnavailableError('redis', new Error(remedy));
  }

  /** Concurrent callers share one reload. One that joined an older reload finds out by asking the counters again. */
  #ensureLoaded(propertyId: string): Promise<boolean> {
    const running = this.#reloads.get(propertyId);
    if (running) return running;
    const reload = this.#reload(propertyId).finally(() => this.#reloads.delete(propertyId));
    this.#reloads.set(propertyId, reload);
    return reload;
  }

  /**
   * Begins an epoch and loads its snapshot. From the begin on no room counted under an earlier epoch can be
   * journalled, so whatever the counters knew beyond the snapshot is worthless and may go. A failed load is not
   * sent again, because it may have arrived: the next reload begins another epoch.
   */
  async #reload(propertyId: string): Promise<boolean> {
    const { counters, properties, logger, metrics, nowMs } = this.#edges;
    const snapshot = await properties.beginEpoch(propertyId, nowMs());
    if (!snapshot) return false;
    await counters.load(propertyId, snapshot);
    const { epoch, holds } = snapshot;
    logger.info('reloaded the rooms of a property', { propertyId, epoch, holds: holds.length });
    metrics.rebuilt();
    return true;
  }
}
