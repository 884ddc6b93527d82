import type { Handler } from '@wanderluxe/messaging';
import type { Logger } from '@wanderluxe/runtime';
import { idsOf, type PaymentCaptured } from '@wanderluxe/schemas';
import { type Reservation, ReservationState } from '../domain/reservation.ts';
import type { InventoryMetrics } from '../metrics.ts';
import type { Reservations } from '../ports.ts';

export interface ConfirmEdges {
  readonly reservations: Reservations;
  readonly logger: Logger;
  readonly metrics: InventoryMetrics;
  readonly nowMs: () => number;
}

/**
 * Makes a hold firm once it is paid. The counters do not change: held and firm rooms are both taken.
 *
 * A capture for rooms that were released meanwhile changes nothing here; whoever captured hears of the release and
 * refunds. A capture for a booking without a row is not ours: payment acts on INVENTORY_RESERVED, which is
 * published after the row is committed, so no order of delivery can bring it first. It is logged and left.
 */
export function confirmRoomsOnPaymentCaptured({
  reservations,
  logger,
  metrics,
  nowMs,
}: ConfirmEdges): Handler<PaymentCaptured, ReadonlyMap<string, Reservation>, string> {
  return {
    name: 'confirm-rooms-on-payment-captured',

    async gather(batch) {
      const found = await reservations.find(batch.map(({ event }) => event.payload.bookingId));
      for (const { event } of batch)
        if (!found.has(event.payload.bookingId))
          logger.warn('captured, but never reserved here', idsOf(event));
      return found;
    },

    decide(batch, found) {
      const ids = batch.map(({ event }) => event.payload.bookingId);
      return { changes: ids.filter((id) => found.get(id)?.state === ReservationState.HELD), events: [] };
    },

    save: (tx, bookingIds) => reservations.confirm(tx, bookingIds, nowMs()),

    async settle(bookingIds) {
      metrics.reservations(ReservationState.FIRM, bookingIds.length);
    },
  };
}
