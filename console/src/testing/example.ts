import type {
  BookingShown,
  DeadLetter,
  Diagnosis,
  EventSeen,
  GroupLag,
  Hold,
  Payment,
  Timeline,
} from '@wanderluxe/infra/operate';
import type { OutcomeKind } from '../views/live.ts';
import { LiveWindow } from '../views/live-window.ts';
import type { Reading } from '../views/services.ts';

/** An engine as it might be found on a bad day; times are counted back from `nowMs`. */
export const example = (nowMs: number) => {
  const ago = (ms: number): string => new Date(nowMs - ms).toISOString();
  return {
    payments: (status: string) => paymentsOf(ago).filter((payment) => payment.status === status),
    holds: holdsOf(ago),
    bookings: bookingsOf(ago),
    timelines: { 'b-stuck': stuckTimeline(ago), 'b-good': goodTimeline(ago) },
    letters: lettersOf(nowMs),
    checks,
    lags,
    readings: readingsOf(nowMs),
  };
};

type Ago = (ms: number) => string;
const base = { propertyId: 'city-hotel', currency: 'EUR' };

const paymentsOf = (ago: Ago): Payment[] =>
  [
    { bookingId: 'b-operator', status: 'NEEDS_OPERATOR', amount: '1240.00', since: 5_400_000, detail: '504' },
    { bookingId: 'b-unknown', status: 'UNKNOWN', amount: '310.50', since: 95_000, detail: 'timeout' },
    { bookingId: 'b-refund', status: 'REFUNDING', amount: '88.00', since: 12_000, detail: null },
  ].map(({ since, ...payment }) => ({
    ...base,
    ...payment,
    ...{ intent: 'capture', attempts: 3, refundAttempts: 0, createdAt: ago(since) },
    ...{ unknownSince: payment.status === 'REFUNDING' ? null : ago(since), updatedAt: ago(since) },
  }));

const holdsOf = (ago: Ago): Hold[] => [
  {
    ...base,
    ...{ bookingId: 'b-hold', amount: '420.00', checkIn: '2027-02-01', checkOut: '2027-02-04' },
    ...{ holdExpiresAt: ago(70_000), expiryRequestedAt: ago(60_000) },
  },
];

const bookingsOf = (ago: Ago): BookingShown[] => [
  {
    ...{ _id: 'b-stuck', propertyId: 'city-hotel', userId: 'guest-1', status: 'RESERVED', version: 2 },
    payment: { amount: '500.00', currency: 'EUR', status: 'PENDING' },
    auditLog: [
      { action: 'RECEIVED', timestamp: ago(140_000) },
      { action: 'INVENTORY_RESERVED', timestamp: ago(139_960) },
    ],
    ...{ createdAt: ago(140_000), updatedAt: ago(139_960) },
  },
];

function event(at: string, eventType: string, topic: string, origin: string, offset: number): EventSeen {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  return { at, eventType, topic, origin, partition: 7, offset, traceId, reason: null, saidAgain: false };
}

const stuckTimeline = (ago: Ago): Timeline => ({
  bookingId: 'b-stuck',
  booking: bookingsOf(ago)[0] ?? null,
  reservation: {
    ...{ propertyId: 'city-hotel', createdAt: ago(139_960), state: 'HELD' },
    ...{ checkIn: '2027-02-01', checkOut: '2027-02-04', holdExpiresAt: ago(-760_000) },
  },
  payment: null,
  events: [
    event(ago(139_990), 'BOOKING_INITIATED', 'booking.requests', 'gateway', 41),
    event(ago(139_950), 'INVENTORY_RESERVED', 'inventory.reserved', 'inventory', 39),
  ],
  setAside: [
    {
      ...{ at: ago(130_000), topic: 'inventory.reserved.payment.retry.1', partition: 7, offset: 2 },
      ...{ eventType: 'INVENTORY_RESERVED', group: 'payment', attempt: '1', isDeadLetter: false },
      error: 'TypeError: no rule for it',
    },
  ],
});

const goodTimeline = (ago: Ago): Timeline => ({
  bookingId: 'b-good',
  booking: {
    ...{ _id: 'b-good', propertyId: 'city-hotel', userId: 'guest-1', status: 'CONFIRMED', version: 3 },
    payment: { amount: '500.00', currency: 'EUR', status: 'CAPTURED' },
    auditLog: [
      { action: 'RECEIVED', timestamp: ago(60_000) },
      { action: 'INVENTORY_RESERVED', timestamp: ago(59_960) },
      { action: 'PAYMENT_SUCCESS', timestamp: ago(58_400) },
    ],
    ...{ createdAt: ago(60_000), updatedAt: ago(58_400) },
  },
  reservation: {
    ...{ propertyId: 'city-hotel', createdAt: ago(59_960), state: 'FIRM', confirmedAt: ago(58_350) },
    ...{ checkIn: '2027-02-01', checkOut: '2027-02-04' },
  },
  payment: {
    ...{ propertyId: 'city-hotel', createdAt: ago(59_900), status: 'CAPTURED', intent: 'capture' },
    ...{ attempts: 1, refundAttempts: 0, transactionId: 'tx-81', key: 'charge-b-good' },
  },
  events: [
    event(ago(60_000), 'BOOKING_INITIATED', 'booking.requests', 'gateway', 51),
    event(ago(59_950), 'INVENTORY_RESERVED', 'inventory.reserved', 'inventory', 47),
    event(ago(58_390), 'PAYMENT_CAPTURED', 'payment.captured', 'payment', 40),
    event(ago(58_300), 'BOOKING_CONFIRMED', 'booking.outcomes', 'booking-ledger', 44),
  ],
  setAside: [],
});

const lettersOf = (nowMs: number): DeadLetter[] =>
  [7, 8].map((offset) => {
    const topic = 'inventory.reserved.payment.dlq';
    const headers = { 'dlq-error-class': Buffer.from('TypeError') };
    const own = { topic, partition: 0, offset, timestampMs: nowMs - 60_000 };
    return {
      ...{ id: `${topic}/0/${offset}`, topic: 'inventory.reserved', partition: 7, offset: 30 + offset },
      ...{ group: 'payment', handler: 'charge-on-inventory-reserved', errorClass: 'TypeError' },
      ...{ errorMessage: 'no rule for it', attempts: 20, atMs: nowMs - 60_000, eventId: `event-${offset}` },
      ...{ orderingId: `b-dead-${offset}`, traceparent: null },
      record: { ...own, key: Buffer.from('city-hotel'), value: Buffer.from([0, 1]), headers },
    };
  });

const checks: Diagnosis[] = [
  { what: 'gateway', verdict: 'ok', detail: 'healthy', remedy: '' },
  {
    what: 'payment',
    verdict: 'fault',
    detail: '503 {"ready":false,"notReady":["redis"]}',
    remedy: './wanderluxe logs payment, then ./wanderluxe restart payment',
  },
  {
    what: 'dead letters',
    verdict: 'warning',
    detail: '2 without a decision',
    remedy: './wanderluxe dlq list',
  },
];

const readingsOf = (nowMs: number): Reading[] => [
  {
    name: 'gateway',
    atMs: nowMs,
    text: `process_start_time_seconds ${nowMs / 1_000 - 7_000}\nprocess_resident_memory_bytes 98000000\n`,
  },
  { name: 'payment', atMs: nowMs, text: null },
];

const lags: GroupLag[] = [
  { group: 'inventory', topic: 'booking.requests', isRetry: false, lag: 12, records: 24_310 },
  { group: 'payment', topic: 'inventory.reserved', isRetry: false, lag: 4_870, records: 21_007 },
  { group: 'payment', topic: 'inventory.reserved.payment.retry.1', isRetry: true, lag: 1, records: 9 },
];

const KINDS: readonly OutcomeKind[] = ['CONFIRMED', 'CONFIRMED', 'CONFIRMED', 'FAILED'];

/** Ten minutes of traffic up to `nowMs`, the same every time: waves of 20 to 60 bookings a second. */
export function exampleWindow(nowMs: number, minutes = 10): LiveWindow {
  const startMs = nowMs - minutes * 60_000;
  const window = new LiveWindow(startMs);
  for (let second = 0; second < minutes * 60; second += 1) {
    const atMs = startMs + second * 1_000;
    window.tick(atMs);
    const number = Math.round(40 + 14 * Math.sin(second / 37) + 6 * Math.sin(second / 5));
    for (let index = 0; index < number; index += 1) {
      const bookingId = `bk-${second}-${index}`;
      const kind = KINDS[(second * 7 + index * 3) % KINDS.length] ?? 'CONFIRMED';
      window.arrive(bookingId, atMs);
      window.end({
        ...{ ...base, bookingId, kind, amount: `${100 + index}.50` },
        reason: kind === 'FAILED' ? (index % 3 === 0 ? 'DECLINED' : 'SOLD_OUT') : null,
        atMs: atMs + 140 + ((index * 13) % 90) + (second % 60 === 30 ? 900 : 0),
      });
    }
  }
  window.tick(nowMs);
  return window;
}
