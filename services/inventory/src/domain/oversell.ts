import { daysAbove, occupancyOf } from './occupancy.ts';
import { holdOf, type Reservation, ReservationState } from './reservation.ts';
import { daysOf, type Stay } from './stay.ts';

export interface OversellPlan {
  /** Nights with more rooms sold than there are, earliest first. */
  readonly nights: readonly { readonly day: number; readonly sold: number }[];
  /** Whom to move or refund so that no night is oversold, the latest promise first. */
  readonly picks: readonly Reservation[];
}

/**
 * Whom to move or refund where more rooms are sold than there are. The rule: rooms are given anew in the order of the
 * promises, and whoever then finds a night full is picked. So those who were promised nothing yet (held, not paid) are
 * picked before those with a confirmation, among these the latest confirmed first; nobody is picked whose nights all
 * have rooms enough, or whom the other picks make unnecessary.
 * @param sold the reservations that occupy rooms of one property, in any order
 */
export function planOversell(capacity: number, sold: readonly Reservation[]): OversellPlan {
  const taken = occupancyOf(sold.map(stayOfReservation));
  const nights = daysAbove(taken, capacity).map((day) => ({ day, sold: taken.get(day) ?? 0 }));
  const given = new Map<number, number>();
  const inOrder = [...sold].sort(earliestPromiseFirst);
  const picks = inOrder.filter((reservation) => !give(stayOfReservation(reservation), given, capacity));
  return { nights, picks: picks.toReversed() };
}

/** Gives a room in every night of the stay, or in none and answers false. */
function give(stay: Stay, given: Map<number, number>, capacity: number): boolean {
  const days = daysOf(stay);
  if (days.some((day) => (given.get(day) ?? 0) >= capacity)) return false;
  for (const day of days) given.set(day, (given.get(day) ?? 0) + 1);
  return true;
}

const stayOfReservation = ({ facts }: Reservation) => holdOf(facts).stay;

/** When the room was promised for good; a hold's promise is still to come. */
const promisedAtMs = ({ state, confirmedAtMs, createdAtMs }: Reservation): number =>
  state === ReservationState.HELD ? Number.POSITIVE_INFINITY : (confirmedAtMs ?? createdAtMs);

function earliestPromiseFirst(a: Reservation, b: Reservation): number {
  const [first, second] = [promisedAtMs(a), promisedAtMs(b)];
  if (first !== second) return first < second ? -1 : 1;
  const inJournal = (a.heldSeq ?? 0) - (b.heldSeq ?? 0);
  if (inJournal !== 0) return inJournal;
  return a.facts.bookingId < b.facts.bookingId ? -1 : 1;
}
