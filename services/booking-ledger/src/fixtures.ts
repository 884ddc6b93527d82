import { type EventOn, eventOf } from '@wanderluxe/schemas';
import type { InboundTopic, LedgerEvent } from './domain/booking.ts';

/** Builds the events of one booking for specs: a fact or a time is given only where the case is about it. */

const first = {
  'booking.requests': { eventType: 'BOOKING_INITIATED', own: {} },
  'inventory.reserved': { eventType: 'INVENTORY_RESERVED', own: {} },
  'inventory.rejected': {
    eventType: 'INVENTORY_REJECTED',
    own: { reason: 'SOLD_OUT', firstFullNight: '2026-03-01' },
  },
  'inventory.released': { eventType: 'INVENTORY_RELEASED', own: { reason: 'PAYMENT_FAILED' } },
  'payment.captured': { eventType: 'PAYMENT_CAPTURED', own: { transactionId: 'tx-1' } },
  'payment.failed': { eventType: 'PAYMENT_FAILED', own: { reason: 'DECLINED', detail: 'no funds' } },
  'payment.refunded': { eventType: 'PAYMENT_REFUNDED', own: { refundId: 're-1', reason: 'CANCELLED' } },
  'booking.cancellations': {
    eventType: 'BOOKING_CANCELLATION_REQUESTED',
    own: { reason: 'plans changed' },
  },
} as const satisfies Record<InboundTopic, { eventType: LedgerEvent['eventType']; own: object }>;

const facts = {
  bookingId: 'b-1',
  propertyId: 'prop-1',
  userId: 'user-1',
  amount: '5000',
  currency: 'USD',
  dates: { checkIn: '2026-03-01', checkOut: '2026-03-04' },
};

/** The trace of every event that is not given another one. */
export const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

/** 2026-01-01T00:00:00Z plus so many seconds. */
export const atSecond = (second: number): number => Date.UTC(2026, 0, 1, 0, 0, second);

export interface EventOptions<T extends InboundTopic> {
  payload?: Partial<EventOn<T>['payload']>;
  atMs?: number;
  trace?: string;
}

/** By default an event happens as many seconds after the request as its place in the table above. */
export function eventOn<T extends InboundTopic>(
  topic: T,
  { payload = {}, atMs, trace = traceId }: EventOptions<T> = {},
): LedgerEvent {
  const { eventType, own } = first[topic];
  const nowMs = atMs ?? atSecond(Object.keys(first).indexOf(topic));
  const { dates: _, ...undated } = facts;
  const known = topic === 'booking.cancellations' ? undated : facts;
  const all = { ...known, ...own, ...payload } as EventOn<T>['payload'];
  return eventOf({ topic, eventType, payload: all, origin: 'gateway', traceId: trace, nowMs })
    .event as LedgerEvent;
}
