import type { IsoDate, StayDates } from '@wanderluxe/schemas';

/** Consecutive nights. Days are counted from 1970-01-01, so that nights are plain integers everywhere inside. */
export interface Stay {
  readonly firstDay: number;
  readonly nights: number;
}

/** A booking's rooms: one room for each night of its stay. */
export interface Hold {
  readonly bookingId: string;
  readonly stay: Stay;
}

/** The longest stay that the inventory accepts; the gateway's own limit is lower. */
export const MAX_STAY_NIGHTS = 400;

export const DAY_MS = 86_400_000;
const ISO_LENGTH = 'YYYY-MM-DD'.length;

/**
 * Days since 1970-01-01 of a calendar day.
 * @throws RangeError when it is not a real day as YYYY-MM-DD.
 */
export function dayOf(date: IsoDate): number {
  const ms = Date.parse(`${date}T00:00:00Z`);
  // Date.parse takes February 30 for March 2.
  if (Number.isNaN(ms) || new Date(ms).getUTCDate() !== Number(date.slice(8)) || date.length !== ISO_LENGTH) {
    throw new RangeError(`"${date}" is not a calendar day: write it as YYYY-MM-DD`);
  }
  return ms / DAY_MS;
}

export const dateOf = (day: number): IsoDate => new Date(day * DAY_MS).toISOString().slice(0, 10);

/**
 * The nights from check-in to the night before check-out.
 * @throws RangeError when there is none, or more than MAX_STAY_NIGHTS.
 */
export function stayOf({ checkIn, checkOut }: StayDates): Stay {
  const firstDay = dayOf(checkIn);
  const nights = dayOf(checkOut) - firstDay;
  if (nights < 1 || nights > MAX_STAY_NIGHTS) {
    throw new RangeError(
      `a stay from ${checkIn} to ${checkOut} has ${nights} nights: 1 to ${MAX_STAY_NIGHTS} are possible`,
    );
  }
  return { firstDay, nights };
}

export const daysOf = ({ firstDay, nights }: Stay): number[] =>
  Array.from({ length: nights }, (_, index) => firstDay + index);

export const sameStay = (a: Stay, b: Stay): boolean => a.firstDay === b.firstDay && a.nights === b.nights;
