import type { Handler } from '@wanderluxe/messaging';
import type { Logger } from '@wanderluxe/runtime';
import { idsOf, type PaymentFailed, type PaymentRefunded, type ReleaseReason } from '@wanderluxe/schemas';
import { byProperty, eachProperty } from '../by-property.ts';
import { holdOf, type Reservation, ReservationState } from '../domain/reservation.ts';
import type { LoadedRooms } from '../loaded-rooms.ts';
import type { InventoryMetrics } from '../metrics.ts';
import type { Properties, Release, Reservations } from '../ports.ts';
import { releasedEvent } from './events.ts';

export interface ReleaseEdges {
  readonly rooms: LoadedRooms;
  readonly reservations: Reservations;
  readonly properties: Properties;
  readonly logger: Logger;
  readonly metrics: InventoryMetrics;
  readonly nowMs: () => number;
}

export interface ReleaseFacts {
  readonly found: ReadonlyMap<string, Reservation>;
  readonly nowMs: number;
}

export interface ReleaseChange {
  readonly release: Release;
  /** False when the journal has it already, and only the counters may not know: after a crash between the two. */
  readonly isNew: boolean;
}

/** Payment's word on which rooms are given back. */
type LastWord = PaymentFailed | PaymentRefunded;

export interface ReleaseRule<E extends LastWord> {
  readonly name: string;
  /** The states that this word ends; in any other the reservation stays. */
  readonly from: readonly ReservationState[];
  readonly reasonOf: (event: E) => ReleaseReason;
}

/**
 * Gives a booking's rooms back because of what payment said. Journal first, counters second: the other way round
 * the room could be sold again while the journal still has it.
 *
 * The counters are told with the property's epoch as read after the commit. The release and the beginning of an
 * epoch both write the property's row, so one of them comes first:
 * - the epoch began later: its snapshot is without the booking, and there is nothing to remove, now or later;
 * - the epoch began earlier and is loaded: the hold is a member and is removed;
 * - the epoch began earlier and is not loaded yet: its snapshot, which still has the booking, is on its way. The
 *   counters then answer "not loaded", which begins a newer epoch, and the late snapshot counts for nothing: load
 *   ignores it, or, after another loss of the counters, every caller's least epoch does.
 */
export function releaseRooms<E extends LastWord>(
  edges: ReleaseEdges,
  { name, from, reasonOf }: ReleaseRule<E>,
): Handler<E, ReleaseFacts, ReleaseChange> {
  const { reservations, logger, metrics, nowMs } = edges;
  const isEnded = (state: ReservationState | undefined): boolean => state === ReservationState.RELEASED;
  const isDue = (state: ReservationState | undefined): boolean => state !== undefined && from.includes(state);
  return {
    name,

    async gather(batch) {
      const found = await reservations.find(batch.map(({ event }) => event.payload.bookingId));
      for (const { event } of batch) {
        const state = found.get(event.payload.bookingId)?.state;
        if (!isDue(state) && !isEnded(state))
          logger.warn('payment ended what holds no such rooms', { name, ...idsOf(event) });
      }
      return { found, nowMs: nowMs() };
    },

    decide(batch, { found, nowMs: atMs }) {
      const due = batch.flatMap(({ event }) => {
        const reservation = found.get(event.payload.bookingId);
        const isNew = isDue(reservation?.state);
        if (!reservation || !(isNew || isEnded(reservation.state))) return [];
        const { facts } = reservation;
        const reason = reasonOf(event);
        const change = {
          release: { hold: holdOf(facts), propertyId: facts.propertyId, reason, from },
          isNew,
        };
        return [{ change, said: releasedEvent(facts, reason, event.metadata, atMs) }];
      });
      const events = due.filter(({ change }) => change.isNew).map(({ said }) => said);
      return { changes: due.map(({ change }) => change), events };
    },

    async save(tx, changes) {
      const releases = changes.filter(({ isNew }) => isNew).map(({ release }) => release);
      if (releases.length > 0) await reservations.release(tx, releases, nowMs());
    },

    async settle(changes) {
      await uncount(
        edges,
        changes.map(({ release }) => release),
      );
      const count = changes.filter(({ isNew }) => isNew).length;
      if (count > 0) metrics.reservations(ReservationState.RELEASED, count);
    },
  };
}

/** Tells the counters what the journal has released; again after a crash, or by the reconciler. */
export async function uncount(
  { rooms, properties }: Pick<ReleaseEdges, 'rooms' | 'properties'>,
  releases: readonly Release[],
): Promise<void> {
  const groups = byProperty(releases, ({ propertyId }) => propertyId);
  const known = await properties.find([...groups.keys()]);
  await eachProperty(groups, async (propertyId, group) => {
    const property = known.get(propertyId);
    if (!property) return;
    await rooms.release(
      property,
      group.map(({ hold }) => hold),
    );
  });
}
