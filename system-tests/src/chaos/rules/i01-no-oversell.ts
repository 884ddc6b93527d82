import type { Evidence, ReservationSeen } from '../evidence/types.ts';
import { nightsOf } from './facts.ts';
import { type Findings, judgeEach, type Rule, together } from './rule.ts';

interface Entry {
  readonly seq: number;
  readonly change: 1 | -1;
  readonly row: ReservationSeen;
}

/** Takes and releases of one property in the order of their commits. */
function journalOf(rows: readonly ReservationSeen[]): Entry[] {
  const takes = rows.flatMap((row) =>
    row.heldSeq === null ? [] : [{ seq: row.heldSeq, change: 1 as const, row }],
  );
  const releases = rows.flatMap((row) =>
    row.releasedSeq === null ? [] : [{ seq: row.releasedSeq, change: -1 as const, row }],
  );
  return [...takes, ...releases].sort((a, b) => a.seq - b.seq);
}

/** Replays the journal; entries of one number are one transaction and count together. */
function oversoldIn(rows: readonly ReservationSeen[], capacity: number): string[] {
  const taken = new Map<number, number>();
  return [...Map.groupBy(journalOf(rows), ({ seq }) => seq)].flatMap(([seq, entries]) => {
    const touched = new Set(entries.flatMap((entry) => apply(entry, taken)));
    return [...touched].flatMap((night) => {
      const rooms = taken.get(night) ?? 0;
      if (rooms > capacity) return [`${rooms} of ${capacity} rooms for day ${night} after entry ${seq}`];
      return rooms < 0 ? [`${rooms} rooms for day ${night} after entry ${seq}: released, never taken`] : [];
    });
  });
}

/** Counts an entry and answers its nights. */
function apply({ change, row }: Entry, taken: Map<number, number>): number[] {
  const nights = nightsOf(row.checkIn, row.checkOut);
  for (const night of nights) taken.set(night, (taken.get(night) ?? 0) + change);
  return nights;
}

function gapsIn(row: ReservationSeen): string[] {
  const { state, heldSeq, releasedSeq } = row;
  const active = state === 'HELD' || state === 'FIRM';
  if (active && heldSeq === null) return [`${state} without a place in the journal`];
  if (active && releasedSeq !== null) return [`${state} although the journal says released`];
  if (state === 'RELEASED' && (heldSeq === null || releasedSeq === null || releasedSeq <= heldSeq))
    return [`RELEASED, but held at ${heldSeq} and released at ${releasedSeq}`];
  return state === 'REJECTED' && heldSeq !== null ? ['REJECTED although the journal says held'] : [];
}

/** The same question asked of the ledger and the requests alone. */
function confirmedRooms({ properties, bookings, wishes }: Evidence): Findings {
  const confirmed = new Set(bookings.filter(({ status }) => status === 'CONFIRMED').map(({ id }) => id));
  return judgeEach(properties, ({ id, capacity }) => {
    const stays = wishes.filter((wish) => wish.propertyId === id && confirmed.has(wish.bookingId));
    const rooms = Map.groupBy(
      stays.flatMap((wish) => nightsOf(wish.checkInDate, wish.checkOutDate)),
      (night) => night,
    );
    return [...rooms]
      .filter(([, taken]) => taken.length > capacity)
      .map(
        ([night, taken]) => `${id}: ${taken.length} confirmed bookings for day ${night}, ${capacity} rooms`,
      );
  });
}

export const noOversell: Rule = {
  id: 'I1',
  title: 'no night is oversold at any prefix of the reservation journal',
  check(evidence) {
    const rowsOf = Map.groupBy(evidence.reservations, ({ propertyId }) => propertyId);
    const prefixes = judgeEach(evidence.properties, ({ id, capacity }) =>
      oversoldIn(rowsOf.get(id) ?? [], capacity).map((what) => `${id}: ${what}`),
    );
    return together(
      prefixes,
      judgeEach(evidence.reservations, gapsIn, ({ id }) => id),
      confirmedRooms(evidence),
    );
  },
};
