import { daysAbove, occupancyOf } from '../domain/occupancy.ts';
import { type OversellPlan, planOversell } from '../domain/oversell.ts';
import type { Stay } from '../domain/stay.ts';
import type { Properties, Property, Reservations } from '../ports.ts';

/** Properties read at a time. */
const PAGE = 200;
/** Oversold properties in one report. */
export const MAX_OVERSOLD = 200;

export interface DetectOversellEdges {
  readonly properties: Pick<Properties, 'list'>;
  readonly reservations: Pick<Reservations, 'activeHolds' | 'active'>;
}

export interface OversoldProperty extends OversellPlan {
  readonly propertyId: string;
  readonly capacity: number;
}

export interface OversellReport {
  readonly propertiesLookedAt: number;
  readonly oversold: readonly OversoldProperty[];
  /** False when there may be more: mend these and look again. */
  readonly isComplete: boolean;
}

/**
 * Compares the journal with the capacity of every property and night, and plans whom to move or refund. It trusts
 * neither counters nor epochs and changes nothing.
 */
export async function detectOversell(edges: DetectOversellEdges): Promise<OversellReport> {
  const oversold: OversoldProperty[] = [];
  let propertiesLookedAt = 0;
  for (let after: string | undefined; ; ) {
    const page = await edges.properties.list(PAGE, after);
    for (const property of page) {
      const found = await oversoldNights(edges, property);
      if (found) oversold.push(found);
      propertiesLookedAt += 1;
      if (oversold.length === MAX_OVERSOLD) return { propertiesLookedAt, oversold, isComplete: false };
    }
    after = page.at(-1)?.id;
    if (page.length < PAGE) return { propertiesLookedAt, oversold, isComplete: true };
  }
}

/** What is oversold of one property; undefined when nothing is. */
export async function oversoldNights(
  { reservations }: Pick<DetectOversellEdges, 'reservations'>,
  { id, capacity }: Pick<Property, 'id' | 'capacity'>,
): Promise<OversoldProperty | undefined> {
  const holds = await reservations.activeHolds(id);
  const days = daysAbove(occupancyOf(holds.map(({ stay }) => stay)), capacity);
  const within = spanOf(days);
  if (!within) return undefined;
  const plan = planOversell(capacity, await reservations.active(id, within));
  return plan.nights.length > 0 ? { propertyId: id, capacity, ...plan } : undefined;
}

/** From the first to the last of the days, which are in order; undefined without any. */
export function spanOf(days: readonly number[]): Stay | undefined {
  const [firstDay, lastDay] = [days.at(0), days.at(-1)];
  if (firstDay === undefined || lastDay === undefined) return undefined;
  return { firstDay, nights: lastDay - firstDay + 1 };
}
