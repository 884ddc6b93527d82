import type { Collection, Db } from 'mongodb';
import type { Reservation, ReservationState } from '../../domain/reservation.ts';
import { activeStates } from '../../domain/reservation.ts';
import { dateOf, type Stay, stayOf } from '../../domain/stay.ts';

/** `epoch` fences the counters; `journalSeq` counts the transactions that took or released rooms here. */
export interface PropertyDocument {
  _id: string;
  capacity: number;
  epoch: number;
  journalSeq: number;
  updatedAt: Date;
}

/** Stay dates as YYYY-MM-DD, the amount as a plain decimal string. */
export interface ReservationDocument {
  _id: string;
  propertyId: string;
  userId: string;
  amount: string;
  currency: string;
  checkIn: string;
  checkOut: string;
  state: ReservationState;
  reason?: string;
  firstFullNight?: string;
  heldSeq?: number;
  releasedSeq?: number;
  createdAt: Date;
  updatedAt: Date;
}

export const propertiesOf = (db: Db): Collection<PropertyDocument> => db.collection('properties');
export const reservationsOf = (db: Db): Collection<ReservationDocument> => db.collection('reservations');

/** For the reload of the counters and for the nights of one property. Safe to call at every start. */
export async function createIndexes(db: Db): Promise<void> {
  await reservationsOf(db).createIndex({ propertyId: 1, state: 1, checkOut: 1 });
}

export function documentOf(
  reservation: Reservation,
  heldSeq: number | undefined,
  now: Date,
): ReservationDocument {
  const { facts, state, reason, firstFullNight, createdAtMs } = reservation;
  return {
    _id: facts.bookingId,
    propertyId: facts.propertyId,
    userId: facts.userId,
    amount: facts.amount,
    currency: facts.currency,
    checkIn: facts.dates.checkIn,
    checkOut: facts.dates.checkOut,
    state,
    ...(reason !== undefined && { reason }),
    ...(firstFullNight !== undefined && { firstFullNight }),
    ...(heldSeq !== undefined && { heldSeq }),
    createdAt: new Date(createdAtMs),
    updatedAt: now,
  };
}

export function reservationOf(document: ReservationDocument): Reservation {
  const { _id, propertyId, userId, amount, currency, checkIn, checkOut, state } = document;
  const { reason, firstFullNight, heldSeq, releasedSeq, createdAt } = document;
  return {
    facts: { bookingId: _id, propertyId, userId, amount, currency, dates: { checkIn, checkOut } },
    state,
    ...(reason !== undefined && { reason: reason as NonNullable<Reservation['reason']> }),
    ...(firstFullNight !== undefined && { firstFullNight }),
    ...(heldSeq !== undefined && { heldSeq }),
    ...(releasedSeq !== undefined && { releasedSeq }),
    createdAtMs: createdAt.getTime(),
  };
}

/** Filter of what occupies rooms of a property, in any of the nights when they are given. */
export const active = (propertyId: string, within?: Stay) => ({
  propertyId,
  state: { $in: [...activeStates] },
  ...(within && {
    checkOut: { $gt: dateOf(within.firstDay) },
    checkIn: { $lt: dateOf(within.firstDay + within.nights) },
  }),
});

/** The part of a row that says which nights it occupies. */
export const stayFields = { checkIn: 1, checkOut: 1 } as const;

export type StayDocument = Pick<ReservationDocument, '_id' | 'checkIn' | 'checkOut'>;

export const holdOfDocument = ({ _id, ...dates }: StayDocument) => ({ bookingId: _id, stay: stayOf(dates) });
