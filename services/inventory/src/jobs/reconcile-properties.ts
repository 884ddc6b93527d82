import { eachProperty } from '../by-property.ts';
import { type Difference, differencesOf, lasting } from '../domain/differences.ts';
import { endedBefore, type Horizon } from '../domain/horizon.ts';
import { daysAbove, occupancyOf } from '../domain/occupancy.ts';
import type { LoadedRooms } from '../loaded-rooms.ts';
import type { InventoryMetrics } from '../metrics.ts';
import { NOT_LOADED, type Properties, type Reservations } from '../ports.ts';

export interface ReconcilePropertiesEdges {
  readonly rooms: Pick<LoadedRooms, 'inspect' | 'reload'>;
  readonly properties: Pick<Properties, 'find'>;
  readonly reservations: Pick<Reservations, 'activeHolds'>;
  readonly countsFrom: Horizon['countsFrom'];
  readonly metrics: Pick<InventoryMetrics, 'oversold'>;
  /** How long a difference must last before it is a fault. */
  readonly graceMs: number;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** Between a few properties and the next: whoever waits for a booking meanwhile has the processor and the database. */
  readonly rest: () => Promise<unknown>;
}

export interface Finding {
  readonly propertyId: string;
  readonly differences: readonly Difference[];
  readonly isRepaired: boolean;
}

export interface PropertiesLookedAt {
  readonly findings: readonly Finding[];
  /** Not in Redis now, or under an epoch that is over: loaded anew by whoever needs them next. */
  readonly notLoaded: number;
}

/**
 * Compares what Redis counts with the journal, twice where they differ, and reloads the properties whose differences
 * lasted. The reload begins an epoch: what is counted but not journalled at that moment can no longer be journalled,
 * and its booking is counted again. So a repair is right also when the difference was a booking on its way.
 */
export async function reconcileProperties(
  edges: ReconcilePropertiesEdges,
  propertyIds: readonly string[],
  { isDryRun }: { isDryRun: boolean },
): Promise<PropertiesLookedAt> {
  const first = await look(edges, propertyIds);
  const suspects = propertyIds.filter((id) => differencesIn(first, id).length > 0);
  const notLoaded = [...first.values()].filter((seen) => seen === NOT_LOADED).length;
  if (!isDryRun)
    await reload(
      edges,
      propertyIds.filter((id) => isAged(first, id) && !suspects.includes(id)),
    );
  if (suspects.length === 0) return { findings: [], notLoaded };

  await edges.sleep(edges.graceMs);
  const second = await look(edges, suspects);
  const findings = suspects.flatMap((propertyId) => {
    const differences = lasting(differencesIn(first, propertyId), differencesIn(second, propertyId));
    return differences.length > 0 ? [{ propertyId, differences, isRepaired: !isDryRun }] : [];
  });
  if (!isDryRun)
    await reload(
      edges,
      findings.map(({ propertyId }) => propertyId),
    );
  return { findings, notLoaded };
}

/** What was counted beyond the horizon for so many days more is taken out of the counters by a reload. */
const RELOAD_AFTER_DAYS = 30;

interface Comparison {
  readonly differences: readonly Difference[];
  /** No fault: stays that are over stay counted until the next reload. */
  readonly isAged: boolean;
}

type Seen = ReadonlyMap<string, Comparison | typeof NOT_LOADED>;

function comparisonOf(seen: Seen, propertyId: string): Comparison | undefined {
  const comparison = seen.get(propertyId);
  return comparison === NOT_LOADED ? undefined : comparison;
}

const differencesIn = (seen: Seen, propertyId: string): readonly Difference[] =>
  comparisonOf(seen, propertyId)?.differences ?? [];

const isAged = (seen: Seen, propertyId: string): boolean => comparisonOf(seen, propertyId)?.isAged ?? false;

/** Properties that are looked at together. */
const TOGETHER = 5;

async function look(edges: ReconcilePropertiesEdges, propertyIds: readonly string[]): Promise<Seen> {
  const seen = new Map<string, Comparison | typeof NOT_LOADED>();
  for (let at = 0; at < propertyIds.length; at += TOGETHER) {
    await lookAt(edges, propertyIds.slice(at, at + TOGETHER), seen);
    await edges.rest();
  }
  return seen;
}

async function lookAt(
  edges: ReconcilePropertiesEdges,
  propertyIds: readonly string[],
  seen: Map<string, Comparison | typeof NOT_LOADED>,
): Promise<void> {
  const known = await edges.properties.find(propertyIds);
  const from = edges.countsFrom();
  await eachProperty(new Map(propertyIds.map((id) => [id, []])), async (id) => {
    const property = known.get(id);
    const counted = property ? await edges.rooms.inspect(property) : NOT_LOADED;
    if (!property || counted === NOT_LOADED) return void seen.set(id, NOT_LOADED);
    const holds = await edges.reservations.activeHolds(id);
    const sold = occupancyOf(holds.map(({ stay }) => stay));
    edges.metrics.oversold(id, daysAbove(sold, property.capacity).length);
    seen.set(id, {
      differences: differencesOf(counted, { capacity: property.capacity, holds, from }),
      isAged: counted.holds.some(({ stay }) => endedBefore(from - RELOAD_AFTER_DAYS, stay)),
    });
  });
}

async function reload({ rooms }: ReconcilePropertiesEdges, propertyIds: readonly string[]): Promise<void> {
  await eachProperty(new Map(propertyIds.map((id) => [id, []])), async (id) => {
    await rooms.reload(id);
  });
}
