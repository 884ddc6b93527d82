import { endedBefore } from './horizon.ts';
import { type Occupancy, occupancyOf } from './occupancy.ts';
import type { Hold } from './stay.ts';

/** What the counters have of a property, or what they should have by the journal. */
export interface Counts {
  readonly capacity: number;
  readonly taken: Occupancy;
  readonly holds: readonly Hold[];
}

/**
 * COUNTED_ONLY      the counters hold rooms for a booking that has none (or other ones) in the journal
 * JOURNALLED_ONLY   the journal has rooms for a booking that the counters do not hold, so they could be sold again
 * COUNTED_TWICE     two buckets hold the same booking, so that a room cannot be sold
 * WRONG_NIGHT       the rooms counted for a night are not the sum of the holds counted
 * WRONG_CAPACITY    the counters sell up to another capacity
 */
export type Difference =
  | { readonly kind: 'COUNTED_ONLY' | 'JOURNALLED_ONLY' | 'COUNTED_TWICE'; readonly bookingId: string }
  | { readonly kind: 'WRONG_NIGHT'; readonly day: number; readonly counted: number; readonly held: number }
  | { readonly kind: 'WRONG_CAPACITY'; readonly counted: number; readonly wanted: number };

/** `from`: the journal tells nothing of stays that ended before this day, and nobody sells their nights any more. */
export interface Journalled {
  readonly capacity: number;
  readonly holds: readonly Hold[];
  readonly from?: number;
}

/** Everything in which the counters differ from the journal. */
export function differencesOf(counted: Counts, journal: Journalled): Difference[] {
  const { from = Number.NEGATIVE_INFINITY } = journal;
  const present = counted.holds.filter(({ stay }) => !endedBefore(from, stay));
  const only = (
    kind: 'COUNTED_ONLY' | 'JOURNALLED_ONLY',
    holds: readonly Hold[],
    others: readonly Hold[],
  ) => {
    const there = new Set(others.map(identityOf));
    return holds.filter((hold) => !there.has(identityOf(hold))).map(({ bookingId }) => ({ kind, bookingId }));
  };
  return [
    ...only('COUNTED_ONLY', present, journal.holds),
    ...only('JOURNALLED_ONLY', journal.holds, counted.holds),
    ...countedTwice(counted.holds),
    ...wrongNights(counted),
    ...wrongCapacity(counted.capacity, journal.capacity),
  ];
}

/**
 * Those of the later look that the earlier one had too. Counters and journal are never read at the same moment, and
 * every booking is in one of them first: a difference is a fault only when it lasts.
 */
export function lasting(earlier: readonly Difference[], later: readonly Difference[]): Difference[] {
  const before = new Set(earlier.map(nameOf));
  return later.filter((difference) => before.has(nameOf(difference)));
}

const identityOf = ({ bookingId, stay }: Hold): string => `${bookingId}:${stay.firstDay}:${stay.nights}`;

function countedTwice(holds: readonly Hold[]): Difference[] {
  const byBooking = Map.groupBy(holds, ({ bookingId }) => bookingId);
  return [...byBooking]
    .filter(([, all]) => all.length > 1)
    .map(([bookingId]) => ({ kind: 'COUNTED_TWICE', bookingId }));
}

function wrongNights({ taken, holds }: Counts): Difference[] {
  const held = occupancyOf(holds.map(({ stay }) => stay));
  const days = [...new Set([...taken.keys(), ...held.keys()])].sort((a, b) => a - b);
  return days
    .map((day) => ({ day, counted: taken.get(day) ?? 0, held: held.get(day) ?? 0 }))
    .filter((night) => night.counted !== night.held)
    .map((night) => ({ kind: 'WRONG_NIGHT', ...night }));
}

const wrongCapacity = (counted: number, wanted: number): Difference[] =>
  counted === wanted ? [] : [{ kind: 'WRONG_CAPACITY', counted, wanted }];

function nameOf(difference: Difference): string {
  if ('bookingId' in difference) return `${difference.kind}/${difference.bookingId}`;
  return difference.kind === 'WRONG_NIGHT' ? `${difference.kind}/${difference.day}` : difference.kind;
}
