import { ConflictError, type EventCommitter } from '@wanderluxe/messaging';
import type { Logger } from '@wanderluxe/runtime';
import { planOversell } from '../domain/oversell.ts';
import { activeStates, type Decision, holdOf, type Reservation } from '../domain/reservation.ts';
import { releasedEvent } from '../handlers/events.ts';
import { uncount } from '../handlers/release-rooms.ts';
import type { LoadedRooms } from '../loaded-rooms.ts';
import type { InventoryMetrics } from '../metrics.ts';
import type { Properties, Release, Reservations } from '../ports.ts';
import {
  detectOversell,
  type OversellReport,
  type OversoldProperty,
  oversoldNights,
  spanOf,
} from './detect-oversell.ts';

export interface ApplyOversellEdges {
  readonly rooms: LoadedRooms;
  readonly properties: Properties;
  readonly reservations: Reservations;
  readonly committer: EventCommitter;
  readonly metrics: InventoryMetrics;
  readonly logger: Logger;
}

const MAX_TRIES = 5;

/**
 * Releases whoever the plan picks (OVERSOLD): payment hears that and pays back what it captured or will not charge, and the
 * ledger ends the booking CANCELLED on payment's word. Decision, release and event are one transaction for each property, which
 * commits only while the plan is still right; so to apply again, or after a crash, releases nobody twice and
 * nobody whom the earlier releases made unnecessary.
 * @returns what was oversold, with those who were released
 */
export async function applyOversell(edges: ApplyOversellEdges, decision: Decision): Promise<OversellReport> {
  const report = await detectOversell(edges);
  const oversold: OversoldProperty[] = [];
  for (const property of report.oversold) {
    const released = await applyTo(edges, property, decision);
    if (released) oversold.push(released);
  }
  return { ...report, oversold };
}

async function applyTo(
  edges: ApplyOversellEdges,
  found: OversoldProperty,
  decision: Decision,
): Promise<OversoldProperty | undefined> {
  let current: OversoldProperty | undefined = found;
  for (let tries = 1; current; tries += 1) {
    try {
      await release(edges, current, decision);
      return current;
    } catch (error) {
      if (!(error instanceof ConflictError) || tries === MAX_TRIES) throw error;
      const property = (await edges.properties.find([found.propertyId])).get(found.propertyId);
      current = property && (await oversoldNights(edges, property));
    }
  }
  return undefined;
}

async function release(
  edges: ApplyOversellEdges,
  oversold: OversoldProperty,
  decision: Decision,
): Promise<void> {
  const { reservations, committer, metrics, logger } = edges;
  const { propertyId, picks } = oversold;
  const releases = picks.map((pick) => releaseOf(pick, decision));
  const events = picks.map(({ facts, traceId }) =>
    releasedEvent(facts, 'OVERSOLD', { traceId }, decision.atMs),
  );
  await committer.commit(events, async (tx) => {
    const within = spanOf(oversold.nights.map(({ day }) => day));
    const sold = within && (await reservations.activeIn(tx, propertyId, within));
    if (!sold || !samePicks(planOversell(sold.capacity, sold.reservations).picks, picks))
      throw new ConflictError(`${propertyId}: rooms were taken or released since the plan was made`);
    await reservations.release(tx, releases, decision.atMs);
  });
  for (const { facts, traceId } of picks) {
    const { bookingId } = facts;
    logger.warn('an operator released what is oversold', { propertyId, bookingId, traceId, ...decision });
  }
  metrics.reservations('RELEASED', picks.length);
  await uncount(edges, releases);
}

const releaseOf = ({ facts }: Reservation, decision: Decision): Release => ({
  hold: holdOf(facts),
  propertyId: facts.propertyId,
  reason: 'OVERSOLD',
  from: activeStates,
  decision,
});

const samePicks = (a: readonly Reservation[], b: readonly Reservation[]): boolean =>
  a.length === b.length && a.every(({ facts }, index) => facts.bookingId === b[index]?.facts.bookingId);
