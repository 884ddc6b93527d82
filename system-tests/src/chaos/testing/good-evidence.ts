import { deadLetterTopicOf } from '@wanderluxe/schemas';
import type {
  BankEntrySeen,
  BookingSeen,
  EventSeen,
  Evidence,
  OutboxRowSeen,
  RecordSeen,
  ReservationSeen,
} from '../evidence/types.ts';
import type { Poison } from '../faults/records.ts';
import type { HappenedFault } from '../faults/storm.ts';
import type { Call } from '../load/history.ts';
import type { Wish } from '../load/requests.ts';

/** Evidence of a small run in which every promise was kept, for specs that break one of them. */

export const PROPERTY = 'hotel';
export const START_MS = 1_000_000;
const DAY = 20_000;
const dateOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

export const wish = (bookingId: string, more: Partial<Wish> = {}): Wish => ({
  ...{ bookingId, propertyId: PROPERTY, userId: 'user', amount: '12.5', currency: 'USD' },
  ...{ checkInDate: dateOf(DAY), checkOutDate: dateOf(DAY + 2), key: `key-${bookingId}` },
  ...{ traceId: `trace_${bookingId}`, manner: 'patient', atMs: 0 },
  ...more,
});

export const call = (bookingId: string, more: Partial<Call> = {}): Call => ({
  ...{ what: 'book', bookingId, copy: 0, startedAtMs: START_MS, endedAtMs: START_MS + 10 },
  ...{ status: 202, code: null, retryAfter: null, error: null },
  traceparent: `00-trace_${bookingId}-1-01`,
  ...more,
});

export const event = (
  bookingId: string,
  eventType: string,
  timestampMs: number,
  more: Partial<EventSeen> = {},
): EventSeen => ({
  ...{ eventId: `${bookingId}:${eventType}`, eventType, timestampMs, bookingId },
  ...{ amount: '12.5', currency: 'USD', reason: null, traceId: `trace_${bookingId}` },
  ...more,
});

export const record = (
  topic: string,
  offset: number,
  of: EventSeen,
  more: Partial<RecordSeen> = {},
): RecordSeen => ({
  ...{ topic, partition: 0, offset, key: PROPERTY, valueBase64: `${of.eventId}`, schemaId: 1, event: of },
  headers: { traceparent: `00-${of.traceId}-1-01` },
  ...more,
});

export const row = (
  service: string,
  records: readonly RecordSeen[],
  createdAtMs = START_MS,
): OutboxRowSeen => ({
  ...{ service, id: `${service}-${records[0]?.event?.eventId}`, createdAtMs, isPublished: true },
  records: records.map(({ topic, key, valueBase64, event: of }) => ({
    ...{ topic, key, valueBase64, event: of },
    isSaidAgain: false,
  })),
});

export const reservation = (
  id: string,
  state: string,
  more: Partial<ReservationSeen> = {},
): ReservationSeen => ({
  ...{ id, propertyId: PROPERTY, checkIn: dateOf(DAY), checkOut: dateOf(DAY + 2), state },
  ...{ heldSeq: 1, releasedSeq: null, holdExpiresAtMs: null },
  ...more,
});

export const bankEntry = (
  reference: string,
  kind: BankEntrySeen['kind'],
  amount = '12.50',
): BankEntrySeen => ({
  ...{ kind, reference, amount, currency: 'USD' },
});

const booking = (id: string, status: string, log: readonly [string, number][]): BookingSeen => ({
  ...{ id, userId: 'user', propertyId: PROPERTY, status, amount: '12.50', currency: 'USD' },
  ...{ paymentStatus: 'CAPTURED', transactionId: null, version: log.length },
  auditLog: log.map(([action, timestampMs]) => ({ action, timestampMs, reason: null })),
  createdAtMs: Math.min(...log.map(([, atMs]) => atMs)),
  updatedAtMs: Math.max(...log.map(([, atMs]) => atMs)),
});

const letterTopic = deadLetterTopicOf('booking.requests', 'inventory');
const poison: Poison = {
  ...{ id: 'p1', kind: 'truncated', topic: 'booking.requests', valueBase64: 'AAA=', atMs: START_MS },
};
const poisoned: RecordSeen = {
  ...{ topic: 'booking.requests', partition: 0, offset: 9, key: PROPERTY, valueBase64: 'AAA=' },
  ...{ schemaId: null, event: null },
  headers: { chaos: 'p1' },
};
const letter: RecordSeen = {
  ...{ ...poisoned, topic: letterTopic, offset: 0 },
  headers: {
    ...{ chaos: 'p1', 'dlq-original-topic': 'booking.requests', 'dlq-original-partition': '0' },
    ...{ 'dlq-original-offset': '9', 'dlq-error-message': 'cannot be read' },
  },
};

/** Long before: it excuses nothing. */
const survived: HappenedFault = {
  ...{ kind: 'mongo-slow', target: 'mongo', startMs: 0, durationMs: 1, amount: 500 },
  ...{ startedAtMs: START_MS - 600_000, endedAtMs: START_MS - 599_999, seen: null, failure: null },
};

const stored = { 'booking paid': 'CONFIRMED', 'booking broke': 'FAILED' };

/** "paid" is CONFIRMED and holds the only room; "broke" was declined and gave the room back before. */
export function goodEvidence(): Evidence {
  const requests = [
    record('booking.requests', 0, event('broke', 'BOOKING_INITIATED', 1)),
    record('booking.requests', 1, event('paid', 'BOOKING_INITIATED', 5)),
  ];
  const reserved = ['broke', 'paid'].map((id, at) =>
    record('inventory.reserved', at, event(id, 'INVENTORY_RESERVED', at === 0 ? 2 : 6)),
  );
  const failed = record('payment.failed', 0, event('broke', 'PAYMENT_FAILED', 3));
  const released = record('inventory.released', 0, event('broke', 'INVENTORY_RELEASED', 4));
  const captured = record('payment.captured', 0, event('paid', 'PAYMENT_CAPTURED', 7));
  const outcomes = [
    record('booking.outcomes', 0, event('broke', 'BOOKING_FAILED', 8)),
    record('booking.outcomes', 1, event('paid', 'BOOKING_CONFIRMED', 9)),
  ];
  return {
    ...{
      seed: 1,
      brokers: 1,
      startedAtMs: START_MS,
      healedAtMs: START_MS + 100,
      boundFromMs: START_MS + 100,
      restAtMs: START_MS + 200,
      boundMs: 60_000,
    },
    engineFolder: '',
    ...{ unrest: [], restTrail: [], faults: [survived], unexpectedEnds: [], gatewayStarts: [] },
    properties: [{ id: PROPERTY, capacity: 1, buckets: 1 }],
    wishes: [wish('broke'), wish('paid')],
    calls: [call('broke'), call('paid')],
    bookings: [
      booking('broke', 'FAILED', [
        ['RECEIVED', 1],
        ['INVENTORY_RESERVED', 2],
        ['PAYMENT_FAILED', 3],
        ['INVENTORY_RELEASED', 4],
      ]),
      booking('paid', 'CONFIRMED', [
        ['RECEIVED', 5],
        ['INVENTORY_RESERVED', 6],
        ['PAYMENT_SUCCESS', 7],
      ]),
    ],
    reservations: [
      reservation('broke', 'RELEASED', { releasedSeq: 2 }),
      reservation('paid', 'FIRM', { heldSeq: 3 }),
    ],
    payments: [
      { id: 'broke', status: 'DECLINED', amount: '12.50', currency: 'USD' },
      { id: 'paid', status: 'CAPTURED', amount: '12.50', currency: 'USD' },
    ],
    outbox: [
      row('inventory', [reserved[0]!]),
      row('inventory', [reserved[1]!, released], START_MS + 1),
      row('payment', [failed, captured]),
      row('booking-ledger', outcomes),
    ],
    records: [...requests, ...reserved, failed, released, captured, ...outcomes, poisoned, letter],
    bank: [bankEntry('broke', 'DECLINE'), bankEntry('paid', 'CAPTURE')],
    counters: [
      {
        ...{ propertyId: PROPERTY, epochInMongo: 4 },
        loaded: {
          ...{ epoch: 4, capacity: 1, nights: { [DAY]: 1, [DAY + 1]: 1 } },
          holds: { paid: `${DAY}:2` },
        },
      },
    ],
    poisons: [poison],
    offsets: [
      { atMs: START_MS + 900, group: 'inventory', topic: 'booking.requests', partition: 0, committed: 10 },
    ],
    subscriptions: { inventory: ['booking.requests'], payment: [], 'booking-ledger': [] },
    redelivery: { before: stored, after: stored, unrest: [] },
    traffic: [{ link: 'gateway->kafka', toServer: 1, toClient: 1 }],
  };
}

/** The same with the row of this id changed. */
export const changed = <T extends { readonly id: string }>(
  rows: readonly T[],
  id: string,
  change: Partial<T>,
): T[] => rows.map((one) => (one.id === id ? { ...one, ...change } : one));
