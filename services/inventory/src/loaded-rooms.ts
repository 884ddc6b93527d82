import { DependencyUnavailableError } from '@wanderluxe/messaging';
import type { Logger } from '@wanderluxe/runtime';
import type { HomeOf } from './domain/buckets.ts';
import type { Hold, Stay } from './domain/stay.ts';
import type { InventoryMetrics } from './metrics.ts';
import {
  type Counted,
  type CurrentProperty,
  type NightCounts,
  NOT_LOADED,
  type NotLoaded,
  type Properties,
  type RoomCounters,
  type Taken,
} from './ports.ts';
import { SCATTERED, type Scattered, SplitRooms } from './split-rooms.ts';

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
 * The property is given as the caller read it in the database: its epoch makes counters that were loaded under an
 * earlier one (before a capacity change, or by a reload that came late) count as not loaded.
 */
export class LoadedRooms {
  readonly #edges: LoadedRoomsEdges;
  readonly #reloads = new Map<string, Promise<HomeOf | undefined>>();
  readonly #split: SplitRooms;

  constructor(edges: LoadedRoomsEdges) {
    this.#edges = edges;
    this.#split = new SplitRooms(edges.counters, (holds) => edges.metrics.stolen(holds));
  }

  /** Never refused while every night has a room free: rooms that lie scattered over buckets are dealt out anew. */
  reserve(property: CurrentProperty, holds: readonly Hold[]): Promise<Taken | undefined> {
    return this.#whenLoaded(property, (home) => this.#split.reserve(property, holds, home), holds);
  }

  release(property: CurrentProperty, holds: readonly Hold[]): Promise<number | undefined> {
    return this.#whenLoaded(property, () => this.#split.release(property, holds));
  }

  read(property: CurrentProperty, stay: Stay): Promise<NightCounts | undefined> {
    return this.#whenLoaded(property, () => this.#split.read(property, stay));
  }

  /** Everything that is counted for the property; it is not loaded for that. */
  inspect(property: CurrentProperty): Promise<Counted | NotLoaded> {
    return this.#split.inspect(property);
  }

  /** Loads what the journal has, whatever is loaded now; false for a property that does not exist. */
  async reload(propertyId: string): Promise<boolean> {
    return (await this.#reload(propertyId)) !== undefined;
  }

  async #whenLoaded<T>(
    { id }: CurrentProperty,
    call: (home?: HomeOf) => Promise<T | NotLoaded | Scattered>,
    wishes: readonly Hold[] = [],
  ): Promise<T | undefined> {
    let home: HomeOf | undefined;
    for (let reloads = 0; reloads <= MAX_RELOADS; reloads += 1) {
      const answer = await call(home);
      if (answer !== NOT_LOADED && answer !== SCATTERED) return answer;
      // What others load would not be dealt out for these wishes.
      home = answer === SCATTERED ? await this.#reload(id, wishes) : await this.#ensureLoaded(id);
      if (!home) return undefined;
    }
    const remedy = `${id} was lost ${MAX_RELOADS} times right after loading: check what empties Redis`;
    throw new DependencyUnavailableError('redis', new Error(remedy));
  }

  /** Concurrent callers share one reload. One that joined an older reload finds out by asking the counters again. */
  #ensureLoaded(propertyId: string): Promise<HomeOf | undefined> {
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
  async #reload(propertyId: string, wishes: readonly Hold[] = []): Promise<HomeOf | undefined> {
    const { properties, logger, metrics, nowMs } = this.#edges;
    const snapshot = await properties.beginEpoch(propertyId, nowMs());
    if (!snapshot) return undefined;
    const home = await this.#split.load(propertyId, snapshot, wishes);
    const { epoch, holds, buckets } = snapshot;
    logger.info('reloaded the rooms of a property', { propertyId, epoch, holds: holds.length, buckets });
    metrics.rebuilt();
    return home;
  }
}
