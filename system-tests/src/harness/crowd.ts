import {
  addDays,
  bookingOf,
  type Capacity,
  type DemoBooking,
  newRunTag,
  setCapacities,
} from '@wanderluxe/infra/demo';
import type { Engine } from './engine.ts';

/** Bookings that compete for too few rooms at a few properties, with ids of their own. */
export interface Crowd {
  readonly properties: readonly Capacity[];
  readonly bookings: readonly DemoBooking[];
}

const HOTELS = ['north', 'south', 'west'];
/** Check-ins fall on so many consecutive days. */
const DAYS = 20;
const AHEAD_DAYS = 60;

/** Stays of one to four nights, spread evenly; `rooms` is the capacity of each property. */
export async function newCrowd(engine: Engine, size: number, rooms: number): Promise<Crowd> {
  const runTag = newRunTag(Date.now());
  const today = new Date().toISOString().slice(0, 10);
  const bookings = Array.from({ length: size }, (_, index) =>
    bookingOf(
      {
        line: index,
        bookedOn: today,
        hotel: HOTELS[index % HOTELS.length]!,
        arrivalDate: addDays(today, AHEAD_DAYS + ((index * 7) % DAYS)),
        nights: 1 + (index % 4),
        averageDailyRate: index % 25 === 0 ? '0' : `${50 + (index % 100)}.${10 + (index % 90)}`,
      },
      runTag,
    ),
  );
  const ids = new Set(bookings.map(({ propertyId }) => propertyId));
  const properties = [...ids].map((id) => ({ id, capacity: rooms }));
  await setCapacities(engine.inventoryUrl, properties);
  return { properties, bookings };
}
