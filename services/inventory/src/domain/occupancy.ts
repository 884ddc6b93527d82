import { daysOf, type Stay } from './stay.ts';

/** Rooms taken by day; a day that is absent has none. */
export type Occupancy = ReadonlyMap<number, number>;

export function occupancyOf(stays: Iterable<Stay>): Occupancy {
  const taken = new Map<number, number>();
  for (const stay of stays) {
    for (const day of daysOf(stay)) taken.set(day, (taken.get(day) ?? 0) + 1);
  }
  return taken;
}

/** Rooms taken in each night of a stay, in order. */
export const takenIn = (taken: Occupancy, stay: Stay): number[] =>
  daysOf(stay).map((day) => taken.get(day) ?? 0);

/** Days on which more rooms are taken than there would be, earliest first. */
export const daysAbove = (taken: Occupancy, capacity: number): number[] =>
  [...taken]
    .filter(([, rooms]) => rooms > capacity)
    .map(([day]) => day)
    .sort((a, b) => a - b);
