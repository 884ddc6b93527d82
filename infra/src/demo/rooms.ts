import type { DemoBooking } from './booking.ts';
import { addDays, dayNumber, dayOf } from './days.ts';
import { AVAILABILITY_NIGHTS, type Capacity, readAvailability } from './engine-apis.ts';

/** Rooms sold for each night of one property, by day number. */
export type Nights = ReadonlyMap<number, number>;

/** Counts rooms by night out of the requests of confirmed bookings: independent of every count in the engine. */
export function roomsByNight(confirmed: readonly DemoBooking[]): Nights {
  const rooms = new Map<number, number>();
  for (const { checkInDate, nights } of confirmed) {
    const first = dayNumber(checkInDate);
    for (let night = first; night < first + nights; night += 1) rooms.set(night, (rooms.get(night) ?? 0) + 1);
  }
  return rooms;
}

export interface PropertyRooms extends Capacity {
  /** The most rooms sold for one night. */
  readonly peakRooms: number;
  readonly soldOutNights: number;
  readonly oversoldNights: number;
  readonly confirmed: number;
}

export function judgeRooms(property: Capacity, confirmed: readonly DemoBooking[]): PropertyRooms {
  const sold = [...roomsByNight(confirmed).values()];
  return {
    ...property,
    peakRooms: sold.reduce((peak, rooms) => Math.max(peak, rooms), 0),
    soldOutNights: sold.filter((rooms) => rooms >= property.capacity).length,
    oversoldNights: sold.filter((rooms) => rooms > property.capacity).length,
    confirmed: confirmed.length,
  };
}

/**
 * Nights for which the inventory's free rooms are not capacity less confirmed: a hold not given back yet, or a
 * room lost. Looks from the first check-in to the last check-out of everything posted for the property.
 */
export async function countUnbalancedNights(
  inventoryUrl: string,
  property: Capacity,
  posted: readonly DemoBooking[],
  confirmed: readonly DemoBooking[],
): Promise<number> {
  if (posted.length === 0) return 0;
  const sold = roomsByNight(confirmed);
  const first = Math.min(...posted.map((booking) => dayNumber(booking.checkInDate)));
  const last = Math.max(...posted.map((booking) => dayNumber(booking.checkOutDate)));
  let unbalanced = 0;
  for (let from = dayOf(first); dayNumber(from) < last; from = addDays(from, AVAILABILITY_NIGHTS)) {
    const to = dayOf(Math.min(dayNumber(from) + AVAILABILITY_NIGHTS, last));
    const nights = await readAvailability(inventoryUrl, property.id, from, to);
    const expected = (date: string): number => property.capacity - (sold.get(dayNumber(date)) ?? 0);
    unbalanced += nights.filter(({ date, free }) => free !== expected(date)).length;
  }
  return unbalanced;
}
