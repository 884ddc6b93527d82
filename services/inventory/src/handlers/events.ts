import {
  type BookingFacts,
  type EpochMs,
  type EventMetadata,
  eventOf,
  type IsoDate,
  type OutgoingEvent,
  type RejectionReason,
  type ReleaseReason,
} from '@wanderluxe/schemas';
import { type Reservation, ReservationState } from '../domain/reservation.ts';

const origin = 'inventory';

/** What is said of a request for rooms. */
export const answeredEvent = (
  reservation: Reservation,
): OutgoingEvent<'inventory.reserved'> | OutgoingEvent<'inventory.rejected'> => {
  const { facts, state, traceId, createdAtMs: nowMs } = reservation;
  if (state === ReservationState.REJECTED) {
    const reason = reservation.reason as RejectionReason;
    const firstFullNight: IsoDate | null = reservation.firstFullNight ?? null;
    const payload = { ...facts, reason, firstFullNight };
    return eventOf({
      topic: 'inventory.rejected',
      eventType: 'INVENTORY_REJECTED',
      payload,
      origin,
      traceId,
      nowMs,
    });
  }
  return eventOf({
    topic: 'inventory.reserved',
    eventType: 'INVENTORY_RESERVED',
    payload: { ...facts, holdExpiresAt: reservation.holdExpiresAtMs ?? null },
    origin,
    traceId,
    nowMs,
  });
};

export const releasedEvent = (
  facts: BookingFacts,
  reason: ReleaseReason,
  { traceId }: Pick<EventMetadata, 'traceId'>,
  nowMs: EpochMs,
): OutgoingEvent<'inventory.released'> =>
  eventOf({
    topic: 'inventory.released',
    eventType: 'INVENTORY_RELEASED',
    payload: { ...facts, reason },
    origin,
    traceId,
    nowMs,
  });

/** Asks payment whether the rooms of a hold past its deadline may be given back. Asked again, it is the same event. */
export const expiredEvent = (
  { facts, traceId }: Reservation,
  nowMs: EpochMs,
): OutgoingEvent<'hold.expired'> =>
  eventOf({ topic: 'hold.expired', eventType: 'HOLD_EXPIRED', payload: facts, origin, traceId, nowMs });
