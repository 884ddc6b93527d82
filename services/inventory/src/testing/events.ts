import {
  type BookingFacts,
  type EventOn,
  eventOf,
  newTraceId,
  type PaymentFailureReason,
  type RefundReason,
  type TopicName,
} from '@wanderluxe/schemas';

/** Events as the other services make them. */
export interface Delivered {
  readonly topic: TopicName;
  readonly event: EventOn<TopicName>;
}

const NOW_MS = Date.UTC(2026, 4, 1);

export const initiated = (payload: BookingFacts): Delivered =>
  eventOf({
    topic: 'booking.requests',
    eventType: 'BOOKING_INITIATED',
    payload,
    origin: 'gateway',
    traceId: newTraceId(),
    nowMs: NOW_MS,
  });

export const captured = (facts: BookingFacts): Delivered =>
  eventOf({
    topic: 'payment.captured',
    eventType: 'PAYMENT_CAPTURED',
    payload: { ...facts, transactionId: 'tx-1' },
    origin: 'payment',
    traceId: newTraceId(),
    nowMs: NOW_MS,
  });

export const failed = (facts: BookingFacts, reason: PaymentFailureReason = 'DECLINED'): Delivered =>
  eventOf({
    topic: 'payment.failed',
    eventType: 'PAYMENT_FAILED',
    payload: { ...facts, reason, detail: 'insufficient funds' },
    origin: 'payment',
    traceId: newTraceId(),
    nowMs: NOW_MS,
  });

export const refunded = (facts: BookingFacts, reason: RefundReason = 'CANCELLED'): Delivered =>
  eventOf({
    topic: 'payment.refunded',
    eventType: 'PAYMENT_REFUNDED',
    payload: { ...facts, refundId: 'refund-1', reason },
    origin: 'payment',
    traceId: newTraceId(),
    nowMs: NOW_MS,
  });

/** The ledger sees no end of a booking; without dates it has not heard the request either. */
export const overdue = (
  { dates, ...facts }: BookingFacts,
  over: Partial<EventOn<'booking.overdue'>['payload']> = {},
): Delivered =>
  eventOf({
    topic: 'booking.overdue',
    eventType: 'BOOKING_OVERDUE',
    payload: { ...facts, dates, cancellationRequested: false, ...over },
    origin: 'booking-ledger',
    traceId: newTraceId(),
    nowMs: NOW_MS,
  });
