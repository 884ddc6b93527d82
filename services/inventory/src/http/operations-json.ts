import type { Reservation } from '../domain/reservation.ts';
import { dateOf } from '../domain/stay.ts';
import type { OversellReport } from '../jobs/detect-oversell.ts';

export const oversellAsJson = ({ oversold, propertiesLookedAt, isComplete }: OversellReport): object => ({
  propertiesLookedAt,
  complete: isComplete,
  oversold: oversold.map(({ propertyId, capacity, nights, picks }) => ({
    propertyId,
    capacity,
    nights: nights.map(({ day, sold }) => ({ date: dateOf(day), sold })),
    plan: picks.map(pickAsJson),
  })),
});

const timeOf = (ms: number | undefined): string | null =>
  ms === undefined ? null : new Date(ms).toISOString();

const pickAsJson = ({ facts, state, confirmedAtMs }: Reservation): object => ({
  bookingId: facts.bookingId,
  userId: facts.userId,
  state,
  confirmedAt: timeOf(confirmedAtMs),
  amount: facts.amount,
  currency: facts.currency,
  ...facts.dates,
});

export function reservationAsJson(reservation: Reservation): object {
  const { facts, state, reason, firstFullNight, heldSeq, releasedSeq, traceId, decision } = reservation;
  const { dates, ...others } = facts;
  return {
    ...{ ...others, ...dates, state, reason: reason ?? null, firstFullNight: firstFullNight ?? null },
    ...{ heldSeq: heldSeq ?? null, releasedSeq: releasedSeq ?? null, traceId },
    createdAt: timeOf(reservation.createdAtMs),
    holdExpiresAt: timeOf(reservation.holdExpiresAtMs),
    expiryRequestedAt: timeOf(reservation.expiryRequestedAtMs),
    confirmedAt: timeOf(reservation.confirmedAtMs),
    decision: decision ? { by: decision.by, reason: decision.reason, at: timeOf(decision.atMs) } : null,
  };
}
