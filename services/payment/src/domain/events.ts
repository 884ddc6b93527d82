import { type BookingFacts, type EventOn, eventOf } from '@wanderluxe/schemas';
import type { Payment, PaymentEvent, VoidReason } from './payment.ts';

type FailureReason = EventOn<'payment.failed'>['payload']['reason'];

const FAILURE_OF: Readonly<Record<VoidReason, FailureReason>> = {
  CANCELLED: 'CANCELLED',
  HOLD_EXPIRED: 'HOLD_EXPIRED',
  ROOMS_RELEASED: 'OTHER',
  OVERSOLD: 'OVERSOLD',
  OTHER: 'OTHER',
};

/** Nothing is said of a booking before its facts are complete: no rule comes here without them. */
function factsOf({ facts }: Payment): BookingFacts {
  const { dates } = facts;
  if (dates === null) throw new Error(`payment ${facts.bookingId} has no dates yet`);
  return { ...facts, dates };
}

const envelopeOf = ({ traceId, updatedAtMs }: Payment) =>
  ({ origin: 'payment', traceId, nowMs: updatedAtMs }) as const;

export const capturedEvent = (payment: Payment): PaymentEvent =>
  eventOf({
    topic: 'payment.captured',
    eventType: 'PAYMENT_CAPTURED',
    payload: { ...factsOf(payment), transactionId: payment.transactionId },
    ...envelopeOf(payment),
  });

const failedEvent = (payment: Payment, reason: FailureReason, detail: string): PaymentEvent =>
  eventOf({
    topic: 'payment.failed',
    eventType: 'PAYMENT_FAILED',
    payload: { ...factsOf(payment), reason, detail },
    ...envelopeOf(payment),
  });

export const declinedEvent = (payment: Payment): PaymentEvent =>
  failedEvent(payment, 'DECLINED', payment.detail ?? '');

export const voidedEvent = (payment: Payment): PaymentEvent =>
  failedEvent(payment, FAILURE_OF[payment.voidReason ?? 'OTHER'], '');

export const refundedEvent = (payment: Payment): PaymentEvent =>
  eventOf({
    topic: 'payment.refunded',
    eventType: 'PAYMENT_REFUNDED',
    payload: { ...factsOf(payment), refundId: payment.refundId, reason: payment.voidReason ?? 'OTHER' },
    ...envelopeOf(payment),
  });
