import type { EventCommitter } from '@wanderluxe/messaging';
import { refundKeyOf } from '../domain/payment.ts';
import { answerRefund } from '../domain/refund.ts';
import type { Alarm, PaymentProvider, Payments, Turn } from '../ports.ts';

export interface RefundOptions {
  readonly payments: Payments;
  readonly provider: PaymentProvider;
  readonly committer: EventCommitter;
  readonly nowMs: () => number;
  readonly alarm: Alarm;
  /** Every so many attempts in vain a person is called. */
  readonly alarmAttempts: number;
}

/**
 * Asks the bank once to pay back, and stores what it said; without end until it has. The attempts are counted in the
 * row, so that a queue which lost its jobs goes on where it was.
 */
export async function refundOnce(bookingId: string, options: RefundOptions): Promise<Turn> {
  const { payments, provider, committer, nowMs, alarm, alarmAttempts } = options;
  const payment = (await payments.find([bookingId])).get(bookingId);
  if (payment?.due !== 'refund') return { done: true };
  const { key: chargeKey, traceId } = payment;
  const outcome = await provider.refund({ key: refundKeyOf(bookingId), chargeKey, traceId });
  const { changes, events } = answerRefund(payment, outcome, nowMs());
  await committer.commit(events, (tx) => payments.save(tx, changes));
  if (outcome.status === 'REFUNDED') return { done: true };
  const attempts = payment.refundAttempts + 1;
  if (attempts % alarmAttempts === 0)
    alarm('refund', { bookingId, attempts, detail: outcome.detail, traceId });
  return { done: false, attempt: attempts + 1 };
}
