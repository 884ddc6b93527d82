import { randomUUID } from 'node:crypto';
import { addDays } from '@wanderluxe/infra/demo';
import { newTraceId } from '@wanderluxe/schemas';
import type { Random } from '../schedule/random.ts';

/**
 * patient    repeats until it has an answer that settles it
 * impatient  asks once, whatever the answer
 * doubled    sends three copies at the same time, each patiently
 * replaying  repeats an accepted request a second later
 * invalid    asks for what can never be accepted
 * cancelling asks patiently, and then for the cancellation
 */
export type Manner = 'patient' | 'impatient' | 'doubled' | 'replaying' | 'invalid' | 'cancelling';

/** What one client wants. */
export interface Wish {
  readonly bookingId: string;
  readonly propertyId: string;
  readonly userId: string;
  /** Plain decimal, as it is sent. */
  readonly amount: string;
  readonly currency: string;
  readonly checkInDate: string;
  readonly checkOutDate: string;
  readonly key: string;
  readonly traceId: string;
  readonly manner: Manner;
  /** When it is first sent, in milliseconds since the load began. */
  readonly atMs: number;
}

/** As a client writes it: the amount is a number, its digits as they are. */
export function bodyOf(wish: Wish): string {
  const { bookingId, propertyId, userId, currency, checkInDate, checkOutDate, amount } = wish;
  const rest = JSON.stringify({ bookingId, propertyId, userId, currency, checkInDate, checkOutDate });
  return `${rest.slice(0, -1)},"amount":${amount}}`;
}

export interface PropertyWish {
  readonly id: string;
  readonly capacity: number;
  /** Into how many parts its counters are split. */
  readonly buckets: number;
}

export interface LoadPlan {
  readonly properties: readonly PropertyWish[];
  readonly wishes: readonly Wish[];
}

/** Few nights and few rooms: most nights sell out, so an oversell has where to happen. */
export interface Scarcity {
  readonly properties: number;
  readonly nights: number;
  readonly maxRooms: number;
  /** The first property is a hot one, whose counters are split into so many. */
  readonly hotBuckets: number;
}
const SCARCE: Scarcity = { properties: 6, nights: 12, maxRooms: 14, hotBuckets: 3 };
const AHEAD_DAYS = 40;
const currencies = [
  { code: 'USD', decimals: 2 },
  { code: 'JPY', decimals: 0 },
  { code: 'KWD', decimals: 3 },
] as const;
const manners: readonly [Manner, share: number][] = [
  ['impatient', 0.1],
  ['doubled', 0.1],
  ['replaying', 0.1],
  ['cancelling', 0.1],
  ['invalid', 0.03],
];
const COMPLIMENTARY_SHARE = 0.04;

function mannerOf(random: Random): Manner {
  let drawn = random.next();
  for (const [manner, share] of manners) {
    drawn -= share;
    if (drawn < 0) return manner;
  }
  return 'patient';
}

function priceOf(random: Random): { amount: string; currency: string } {
  const { code, decimals } = random.pick(currencies);
  if (random.chance(COMPLIMENTARY_SHARE)) return { amount: '0', currency: code };
  const whole = random.between(40, 4_000);
  const part = decimals === 0 ? '' : `.${`${random.between(0, 10 ** decimals - 1)}`.padStart(decimals, '0')}`;
  return { amount: `${whole}${part}`, currency: code };
}

/** Bookings of a few sold-out properties, spread evenly over the time of the load. Ids carry the tag. */
export function planLoad(
  random: Random,
  options: { tag: string; bookings: number; forMs: number; today: string; scarcity?: Scarcity },
): LoadPlan {
  const { tag, bookings, forMs, today, scarcity = SCARCE } = options;
  const properties = Array.from({ length: scarcity.properties }, (_, index): PropertyWish => {
    const capacity = random.between(Math.min(2, scarcity.maxRooms), scarcity.maxRooms);
    const buckets = index === 0 ? Math.min(capacity, scarcity.hotBuckets) : 1;
    return { id: `prop-${tag}-${index}`, capacity, buckets };
  });
  const wishes = Array.from({ length: bookings }, (_, index): Wish => {
    const manner = mannerOf(random);
    const checkInDate = addDays(today, AHEAD_DAYS + random.between(0, scarcity.nights - 1));
    const nights = manner === 'invalid' ? -1 : random.between(1, 4);
    return {
      bookingId: `c-${tag}-${index}`,
      propertyId: random.pick(properties).id,
      userId: `user-${index}`,
      ...priceOf(random),
      checkInDate,
      checkOutDate: addDays(checkInDate, nights),
      key: randomUUID(),
      traceId: newTraceId(),
      manner,
      atMs: Math.floor((index * forMs) / bookings),
    };
  });
  return { properties, wishes };
}
