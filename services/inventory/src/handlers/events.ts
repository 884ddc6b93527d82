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

/** What is said of a request for rooms, in the trace of the event that asked. */
export const answeredEvent = (
  reservation: Reservation,
  { traceId }: EventMetadata,
): OutgoingEvent<'inventory.reserved'> | OutgoingEvent<'inventory.rejected'> => {
  const { facts, state, createdAtMs: nowMs } = reservation;
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
    payload: { ...facts, holdExpiresAt: null },
    origin,
    traceId,
    nowMs,
  });
};

export const releasedEvent = (
  facts: BookingFacts,
  reason: ReleaseReason,
  { traceId }: EventMetadata,
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
