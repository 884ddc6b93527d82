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

const pickAsJson = ({ facts, state, confirmedAtMs }: Reservation): object => ({
  bookingId: facts.bookingId,
  userId: facts.userId,
  state,
  confirmedAt: confirmedAtMs === undefined ? null : new Date(confirmedAtMs).toISOString(),
  amount: facts.amount,
  currency: facts.currency,
  ...facts.dates,
});
