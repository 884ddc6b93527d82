import type { BookingFacts, EpochMs, IsoDate, RejectionReason, ReleaseReason } from '@wanderluxe/schemas';
import { type Hold, sameStay, stayOf } from './stay.ts';

/** HELD -> FIRM -> RELEASED, or HELD -> RELEASED; REJECTED from the start. RELEASED and REJECTED are for ever. */
export const ReservationState = {
  HELD: 'HELD',
  FIRM: 'FIRM',
  RELEASED: 'RELEASED',
  REJECTED: 'REJECTED',
} as const;
export type ReservationState = (typeof ReservationState)[keyof typeof ReservationState];

/** The states that occupy rooms. */
export const activeStates: readonly ReservationState[] = [ReservationState.HELD, ReservationState.FIRM];

/** Why a person decided something about a booking, and who. */
export interface Decision {
  /** Their name, as the system knows them. */
  readonly by: string;
  readonly reason: string;
  readonly atMs: EpochMs;
}

/** What became of one booking's request for rooms. Rejections are kept too: a redelivery gets the same answer. */
export interface Reservation {
  readonly facts: BookingFacts;
  readonly state: ReservationState;
  /** Why it was rejected or released. */
  readonly reason?: RejectionReason | ReleaseReason;
  readonly firstFullNight?: IsoDate;
  /** Where the hold and its release stand in the property's journal. */
  readonly heldSeq?: number;
  readonly releasedSeq?: number;
  /** Of the request: everything that is said later of this booking continues it. */
  readonly traceId: string;
  readonly createdAtMs: EpochMs;
  /** From then on payment is asked whether the rooms may be given back; of what was held. */
  readonly holdExpiresAtMs?: EpochMs;
  /** When payment was asked last. */
  readonly expiryRequestedAtMs?: EpochMs;
  readonly confirmedAtMs?: EpochMs;
  /** Of an operator who released it. */
  readonly decision?: Decision;
}

/** What the counters say to a request; a hold is worth something only together with the epoch it was taken under. */
export type RoomsAnswer =
  | { readonly kind: 'HELD'; readonly epoch: number }
  | { readonly kind: 'FULL'; readonly firstFullNight: IsoDate }
  | { readonly kind: 'UNKNOWN_PROPERTY' }
  | { readonly kind: 'PAST' };

export interface Circumstances {
  readonly traceId: string;
  readonly nowMs: EpochMs;
  /** How long rooms are held for a payment. */
  readonly holdMs: number;
}

/** The reservation that an answer makes of a booking's request. */
export function reservationOn(
  facts: BookingFacts,
  answer: RoomsAnswer,
  { traceId, nowMs, holdMs }: Circumstances,
): Reservation {
  const base = { facts, traceId, createdAtMs: nowMs };
  switch (answer.kind) {
    case 'HELD':
      return { ...base, state: ReservationState.HELD, holdExpiresAtMs: nowMs + holdMs };
    case 'FULL':
      return {
        ...base,
        state: ReservationState.REJECTED,
        reason: 'SOLD_OUT',
        firstFullNight: answer.firstFullNight,
      };
    case 'UNKNOWN_PROPERTY':
      return { ...base, state: ReservationState.REJECTED, reason: 'UNKNOWN_PROPERTY' };
    case 'PAST':
      return { ...base, state: ReservationState.REJECTED, reason: 'OTHER' };
  }
}

/** The rooms that a booking asks for. */
export const holdOf = ({ bookingId, dates }: BookingFacts): Hold => ({ bookingId, stay: stayOf(dates) });

/**
 * True when rooms counted for this request can only be a leftover: the booking's fate was settled otherwise, by
 * an instance that was faster, so whatever this request took must be given back.
 */
export function isStray(request: BookingFacts, settled: Reservation): boolean {
  if (!activeStates.includes(settled.state)) return true;
  const { facts } = settled;
  return facts.propertyId !== request.propertyId || !sameStay(stayOf(facts.dates), stayOf(request.dates));
}
