import { isDeadLetterTopic } from '../evidence/topics.ts';
import type { EventSeen, Evidence, RecordSeen } from '../evidence/types.ts';
import { CHAOS_HEADER } from '../faults/records.ts';
import type { Call } from '../load/history.ts';

/** Small readings of the evidence that several rules share. */

const DAY_MS = 86_400_000;
const SCALE = 4;

export const TERMINAL = new Set(['CONFIRMED', 'FAILED', 'CANCELLED']);

/** An amount in ten-thousandths, exactly: "12.5" is 125000n. */
export function units(amount: string): bigint {
  const [whole = '0', part = ''] = amount.split('.');
  return BigInt(`${whole}${part.padEnd(SCALE, '0')}`);
}

/** The nights of a stay, as days since 1970. */
export function nightsOf(checkIn: string, checkOut: string): number[] {
  const first = Date.parse(checkIn) / DAY_MS;
  const end = Date.parse(checkOut) / DAY_MS;
  return Array.from({ length: Math.max(0, end - first) }, (_, night) => first + night);
}

export const isAccepted = ({ what, status, code }: Call): boolean =>
  what === 'book' && (status === 202 || code === 'already_processed');

/** Ids of the bookings that the gateway said it has taken. */
export const acceptedIds = ({ calls }: Evidence): Set<string> =>
  new Set(calls.filter(isAccepted).map(({ bookingId }) => bookingId));

export const isDeadLetter = ({ topic }: RecordSeen): boolean => isDeadLetterTopic(topic);
export const isOfChaos = ({ headers }: RecordSeen): boolean => headers[CHAOS_HEADER] !== undefined;

/** Readable records of the engine's own topics, repetitions included. */
export const events = ({ records }: Evidence): (RecordSeen & { event: EventSeen })[] =>
  records.filter(
    (record): record is RecordSeen & { event: EventSeen } => !isDeadLetter(record) && record.event !== null,
  );

/** Distinct event ids of a type, by booking. */
export function eventIdsByBooking(evidence: Evidence, eventType: string): Map<string, Set<string>> {
  const ids = new Map<string, Set<string>>();
  for (const { event } of events(evidence)) {
    if (event.eventType !== eventType) continue;
    ids.set(event.bookingId, (ids.get(event.bookingId) ?? new Set()).add(event.eventId));
  }
  return ids;
}

export const byId = <T extends { readonly id: string }>(rows: readonly T[]): Map<string, T> =>
  new Map(rows.map((row) => [row.id, row]));

/** Whether one of these kinds (or targets) of faults happened at all. */
export const sufferedBy = ({ faults }: Evidence, names: readonly string[]): boolean =>
  faults.some(({ kind, target }) => names.some((name) => kind.includes(name) || target.includes(name)));
