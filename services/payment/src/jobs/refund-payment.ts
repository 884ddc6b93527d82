import { carriedOn, type EventCommitter } from '@wanderluxe/messaging';
import type { Tracer } from '@wanderluxe/runtime';
import { type Payment, refundKeyOf } from '../domain/payment.ts';
import { answerRefund } from '../domain/refund.ts';
import type { Alarm, PaymentProvider, Payments, Reminder, Turn } from '../ports.ts';
import { inTurn } from './turn-span.ts';

export interface RefundOptions {
  readonly payments: Payments;
  readonly provider: PaymentProvider;
  readonly committer: EventCommitter;
  readonly tracer?: Tracer | undefined;
  readonly nowMs: () => number;
  readonly alarm: Alarm;
  /** Every so many attempts in vain a person is called. */
  readonly alarmAttempts: number;
}

/**
 * Asks the bank once to pay back, and stores what it said; without end until it has. The attempts are counted in the
 * row, so that a queue which lost its jobs goes on where it was.
 */
export async function refundOnce(reminder: Reminder, options: RefundOptions): Promise<Turn> {
  const { bookingId } = reminder;
  const payment = (await options.payments.find([bookingId])).get(bookingId);
  if (payment?.due !== 'refund') return { done: true };
  return inTurn(reminder, payment, options.tracer, (traceparent) => refund(payment, options, traceparent));
}

async function refund(payment: Payment, options: RefundOptions, traceparent: string): Promise<Turn> {
  const { payments, provider, committer, nowMs, alarm, alarmAttempts } = options;
  const { key: chargeKey, traceId } = payment;
  const { bookingId } = payment.facts;
  const outcome = await provider.refund({ key: refundKeyOf(bookingId), chargeKey, traceparent });
  const { changes, events } = answerRefund(payment, outcome, nowMs());
  const said = events.map((event) => carriedOn(event, () => traceparent));
  await committer.commit(said, (tx) => payments.save(tx, changes));
  if (outcome.status === 'REFUNDED') return { done: true };
  const attempts = payment.refundAttempts + 1;
  if (attempts % alarmAttempts === 0)
    alarm('refund', { bookingId, attempts, detail: outcome.detail, traceId });
  return { done: false, attempt: attempts + 1 };
}
