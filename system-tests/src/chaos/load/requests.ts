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

export interface PropertyWish {
  readonly id: string;
  readonly capacity: number;
}

export interface LoadPlan {
  readonly properties: readonly PropertyWish[];
  readonly wishes: readonly Wish[];
}

const PROPERTIES = 6;
/** Few nights and few rooms: most nights sell out, so an oversell has where to happen. */
const NIGHTS = 12;
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
  options: { tag: string; bookings: number; forMs: number; today: string },
): LoadPlan {
  const { tag, bookings, forMs, today } = options;
  const properties = Array.from({ length: PROPERTIES }, (_, index) => ({
    id: `prop-${tag}-${index}`,
    capacity: random.between(2, 14),
  }));
  const wishes = Array.from({ length: bookings }, (_, index): Wish => {
    const manner = mannerOf(random);
    const checkInDate = addDays(today, AHEAD_DAYS + random.between(0, NIGHTS - 1));
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
