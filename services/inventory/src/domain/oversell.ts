import { daysAbove, occupancyOf } from './occupancy.ts';
import { holdOf, type Reservation, ReservationState } from './reservation.ts';
import { daysOf } from './stay.ts';

export interface OversellPlan {
  /** Nights with more rooms sold than there are, earliest first. */
  readonly nights: readonly { readonly day: number; readonly sold: number }[];
  /** Whom to move or refund so that no night is oversold, in the order in which they were chosen. */
  readonly picks: readonly Reservation[];
}

/**
 * Whom to move or refund where more rooms are sold than there are. The rule: those who were not promised anything
 * yet (held, not paid) before those with a confirmation, and among these the latest confirmed first. Only bookings
 * with an oversold night are picked, and nobody whom the other picks make unnecessary.
 * @param sold the reservations that occupy rooms of one property, in any order
 */
export function planOversell(capacity: number, sold: readonly Reservation[]): OversellPlan {
  const taken = new Map(occupancyOf(sold.map(stayOfReservation)));
  const nights = daysAbove(taken, capacity).map((day) => ({ day, sold: taken.get(day) ?? 0 }));
  const picked: Reservation[] = [];
  for (const reservation of [...sold].sort(latestPromiseFirst)) {
    const days = daysOf(stayOfReservation(reservation));
    if (!days.some((day) => (taken.get(day) ?? 0) > capacity)) continue;
    for (const day of days) taken.set(day, (taken.get(day) ?? 0) - 1);
    picked.push(reservation);
  }
  const spared = spare(capacity, taken, picked);
  return { nights, picks: picked.filter((reservation) => !spared.has(reservation)) };
}

/** Whom later picks made unnecessary; the earliest promise is spared first. Counts them back into `taken`. */
function spare(
  capacity: number,
  taken: Map<number, number>,
  picked: readonly Reservation[],
): ReadonlySet<Reservation> {
  const spared = new Set<Reservation>();
  for (const reservation of picked.toReversed()) {
    const days = daysOf(stayOfReservation(reservation));
    if (days.some((day) => (taken.get(day) ?? 0) >= capacity)) continue;
    for (const day of days) taken.set(day, (taken.get(day) ?? 0) + 1);
    spared.add(reservation);
  }
  return spared;
}

const stayOfReservation = ({ facts }: Reservation) => holdOf(facts).stay;

/** When the room was promised for good; a hold's promise is still to come. */
const promisedAtMs = ({ state, confirmedAtMs, createdAtMs }: Reservation): number =>
  state === ReservationState.HELD ? Number.POSITIVE_INFINITY : (confirmedAtMs ?? createdAtMs);

function latestPromiseFirst(a: Reservation, b: Reservation): number {
  const [first, second] = [promisedAtMs(a), promisedAtMs(b)];
  if (first !== second) return first > second ? -1 : 1;
  const inJournal = (b.heldSeq ?? 0) - (a.heldSeq ?? 0);
  if (inJournal !== 0) return inJournal;
  return a.facts.bookingId > b.facts.bookingId ? -1 : 1;
}
