import type { Collection, Db } from 'mongodb';
import { activeStates, type Decision, type Reservation, ReservationState } from '../../domain/reservation.ts';
import { dateOf, type Stay, stayOf } from '../../domain/stay.ts';

/** `epoch` fences the counters; `journalSeq` counts the transactions that took or released rooms here. */
export interface PropertyDocument {
  _id: string;
  capacity: number;
  /** Absent: 1. */
  buckets?: number;
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
  traceId: string;
  createdAt: Date;
  updatedAt: Date;
  holdExpiresAt?: Date;
  /** Null until payment is asked, so that the sweep finds it by its index. */
  expiryRequestedAt?: Date | null;
  confirmedAt?: Date;
  decision?: DecisionDocument;
}

interface DecisionDocument {
  by: string;
  reason: string;
  at: Date;
}

export const propertiesOf = (db: Db): Collection<PropertyDocument> => db.collection('properties');
export const reservationsOf = (db: Db): Collection<ReservationDocument> => db.collection('reservations');

/** Of what is held now and nothing else: it stays small however many bookings there were. */
const heldOnly = { partialFilterExpression: { state: ReservationState.HELD } };

/** For the reload of the counters, the nights of one property, and the sweep. Safe to call at every start. */
export async function createIndexes(db: Db): Promise<void> {
  await reservationsOf(db).createIndex({ propertyId: 1, state: 1, checkOut: 1 });
  await reservationsOf(db).createIndex({ expiryRequestedAt: 1, holdExpiresAt: 1 }, heldOnly);
}

export function documentOf(
  reservation: Reservation,
  heldSeq: number | undefined,
  now: Date,
): ReservationDocument {
  const { facts, state, reason, firstFullNight, traceId, createdAtMs, holdExpiresAtMs } = reservation;
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
    traceId,
    createdAt: new Date(createdAtMs),
    updatedAt: now,
    ...(holdExpiresAtMs !== undefined && {
      holdExpiresAt: new Date(holdExpiresAtMs),
      expiryRequestedAt: null,
    }),
  };
}

export function reservationOf(document: ReservationDocument): Reservation {
  const { _id, propertyId, userId, amount, currency, checkIn, checkOut, state } = document;
  const { reason, firstFullNight, heldSeq, releasedSeq, traceId, createdAt } = document;
  const { holdExpiresAt, expiryRequestedAt, confirmedAt, decision } = document;
  return {
    facts: { bookingId: _id, propertyId, userId, amount, currency, dates: { checkIn, checkOut } },
    state,
    ...(reason !== undefined && { reason: reason as NonNullable<Reservation['reason']> }),
    ...(firstFullNight !== undefined && { firstFullNight }),
    ...(heldSeq !== undefined && { heldSeq }),
    ...(releasedSeq !== undefined && { releasedSeq }),
    traceId,
    createdAtMs: createdAt.getTime(),
    ...(holdExpiresAt && { holdExpiresAtMs: holdExpiresAt.getTime() }),
    ...(expiryRequestedAt && { expiryRequestedAtMs: expiryRequestedAt.getTime() }),
    ...(confirmedAt && { confirmedAtMs: confirmedAt.getTime() }),
    ...(decision && { decision: { by: decision.by, reason: decision.reason, atMs: decision.at.getTime() } }),
  };
}

export const decisionDocumentOf = ({ by, reason, atMs }: Decision): DecisionDocument => ({
  by,
  reason,
  at: new Date(atMs),
});

/** Filter of what occupies rooms of a property in a night from this day on: a range of its index by check-out. */
export const activeFrom = (propertyId: string, day: number) => ({
  propertyId,
  state: { $in: [...activeStates] },
  checkOut: { $gt: dateOf(day) },
});

/** Filter of what occupies rooms of a property in any of the nights. */
export const active = (propertyId: string, within: Stay) => ({
  ...activeFrom(propertyId, within.firstDay),
  checkIn: { $lt: dateOf(within.firstDay + within.nights) },
});

/** Filters of the sweep, each a range of the index of what is held. */
export const neverAsked = (nowMs: number) => ({
  state: ReservationState.HELD,
  expiryRequestedAt: null,
  holdExpiresAt: { $lte: new Date(nowMs) },
});

export const askedBefore = (askedBeforeMs: number) => ({
  state: ReservationState.HELD,
  expiryRequestedAt: { $gt: new Date(0), $lte: new Date(askedBeforeMs) },
});

export const everAsked = {
  state: ReservationState.HELD,
  expiryRequestedAt: { $gt: new Date(0) },
};

/** The part of a row that says which nights it occupies. */
export const stayFields = { checkIn: 1, checkOut: 1 } as const;

export type StayDocument = Pick<ReservationDocument, '_id' | 'checkIn' | 'checkOut'>;

export const holdOfDocument = ({ _id, ...dates }: StayDocument) => ({ bookingId: _id, stay: stayOf(dates) });
