import type { Handler } from '@wanderluxe/messaging';
import type { Logger } from '@wanderluxe/runtime';
import type { PaymentFailed } from '@wanderluxe/schemas';
import { holdOf, type Reservation, ReservationState } from '../domain/reservation.ts';
import type { LoadedRooms } from '../loaded-rooms.ts';
import type { InventoryMetrics } from '../metrics.ts';
import type { Properties, Release, Reservations } from '../ports.ts';
import { byProperty, eachProperty } from './by-property.ts';
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

const reason = 'PAYMENT_FAILED';

/**
 * Compensation: what was held for a booking that cannot be paid is free again. Journal first, counters second: the
 * other way round the room could be sold again while the journal still has it.
 *
 * The counters are told with the property's epoch as read after the commit. The release and the beginning of an
 * epoch both write the property's row, so one of them comes first:
 * - the epoch began later: its snapshot is without the booking, and there is nothing to remove, now or later;
 * - the epoch began earlier and is loaded: the hold is a member and is removed;
 * - the epoch began earlier and is not loaded yet: its snapshot, which still has the booking, is on its way. The
 *   counters then answer "not loaded", which begins a newer epoch, and the late snapshot counts for nothing: load
 *   ignores it, or, after another loss of the counters, every caller's least epoch does.
 */
export function releaseRoomsOnPaymentFailed(
  edges: ReleaseEdges,
): Handler<PaymentFailed, ReleaseFacts, ReleaseChange> {
  const { reservations, logger, metrics, nowMs } = edges;
  return {
    name: 'release-rooms-on-payment-failed',

    async gather(batch) {
      const ids = batch.map(({ event }) => event.payload.bookingId);
      const found = await reservations.find(ids);
      const odd = ids.filter((id) => isOdd(found.get(id)));
      if (odd.length > 0) logger.warn('payment failed, but no rooms are held for it', { bookingIds: odd });
      return { found, nowMs: nowMs() };
    },

    decide(batch, { found, nowMs: atMs }) {
      const due = batch.flatMap(({ event }) => {
        const reservation = found.get(event.payload.bookingId);
        const change = reservation && changeFor(reservation);
        return reservation && change ? [{ event, reservation, change }] : [];
      });
      const events = due
        .filter(({ change }) => change.isNew)
        .map(({ event, reservation }) => releasedEvent(reservation.facts, reason, event.metadata, atMs));
      return { changes: due.map(({ change }) => change), events };
    },

    async save(tx, changes) {
      const releases = changes.filter(({ isNew }) => isNew).map(({ release }) => release);
      if (releases.length > 0) await reservations.release(tx, releases, nowMs());
    },

    async settle(changes) {
      await uncount(edges, changes);
      const count = changes.filter(({ isNew }) => isNew).length;
      if (count > 0) metrics.reservations(ReservationState.RELEASED, count);
    },
  };
}

/** Neither held nor released before: payment was never asked for this, or has also said that it captured. */
const isOdd = (reservation: Reservation | undefined): boolean =>
  reservation?.state !== ReservationState.HELD && reservation?.state !== ReservationState.RELEASED;

function changeFor({ facts, state }: Reservation): ReleaseChange | undefined {
  if (state !== ReservationState.HELD && state !== ReservationState.RELEASED) return undefined;
  const release = { hold: holdOf(facts), propertyId: facts.propertyId, reason } as const;
  return { release, isNew: state === ReservationState.HELD };
}

async function uncount(
  { rooms, properties }: ReleaseEdges,
  changes: readonly ReleaseChange[],
): Promise<void> {
  const groups = byProperty(
    changes.map(({ release }) => release),
    ({ propertyId }) => propertyId,
  );
  const known = await properties.find([...groups.keys()]);
  await eachProperty(groups, async (propertyId, releases) => {
    const epoch = known.get(propertyId)?.epoch;
    if (epoch === undefined) return;
    await rooms.release(
      propertyId,
      epoch,
      releases.map(({ hold }) => hold),
    );
  });
}
