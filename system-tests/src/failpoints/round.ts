import { randomUUID } from 'node:crypto';
import { addDays } from '@wanderluxe/infra/demo';
import { newTraceId } from '@wanderluxe/schemas';
import type { PropertyWish, Wish } from '../chaos/load/requests.ts';
import { type Fate, idWithFate } from './fates.ts';
import type { Target } from './points.ts';

const AHEAD_DAYS = 40;
const NIGHTS = 2;

/** The bookings around one kill, at properties of their own: what goes wrong with them has this kill as its reason. */
export class Round {
  readonly target: Target;
  /** Part of the ids of all its bookings and properties. */
  readonly tag: string;
  /** One room: two bookings of a night compete. */
  readonly property: PropertyWish;
  /** For a booking that is to fail in its handlers: alone, so that its records are known by their key. */
  readonly aside: PropertyWish;
  readonly wishes: Wish[] = [];

  constructor(target: Target, tag: string) {
    this.target = target;
    this.tag = tag;
    this.property = { id: `prop-${tag}`, capacity: 1, buckets: 1 };
    this.aside = { id: `prop-${tag}-aside`, capacity: 1, buckets: 1 };
  }

  get properties(): PropertyWish[] {
    return [this.property, this.aside];
  }

  /** One more booking; those with the same number of days ahead compete. */
  wish(name: string, fate: Fate, daysAhead: number, property = this.property): Wish {
    const checkInDate = addDays(new Date().toISOString().slice(0, 10), AHEAD_DAYS + daysAhead);
    const wish: Wish = {
      bookingId: idWithFate(`${this.tag}-${name}`, fate),
      propertyId: property.id,
      userId: `user-${name}`,
      ...{ amount: '120.50', currency: 'USD' },
      ...{ checkInDate, checkOutDate: addDays(checkInDate, NIGHTS) },
      ...{ key: randomUUID(), traceId: newTraceId(), manner: 'patient', atMs: 0 },
    };
    this.wishes.push(wish);
    return wish;
  }
}
