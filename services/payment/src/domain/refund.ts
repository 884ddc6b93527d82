import { refundedEvent } from './events.ts';
import { type Answer, changed, NOTHING_TO_SAY, type Payment } from './payment.ts';

/** What one attempt to refund came to. NOT_YET: certainly or possibly not done; the next attempt has the same key. */
export type RefundOutcome =
  | { readonly status: 'REFUNDED'; readonly refundId: string }
  | { readonly status: 'NOT_YET'; readonly detail: string };

export function answerRefund(payment: Payment, outcome: RefundOutcome, atMs: number): Answer {
  if (payment.status !== 'REFUNDING') return NOTHING_TO_SAY;
  if (outcome.status === 'NOT_YET') {
    const refundAttempts = payment.refundAttempts + 1;
    return { changes: [changed(payment, { refundAttempts, detail: outcome.detail }, atMs)], events: [] };
  }
  const { refundId } = outcome;
  const row = changed(payment, { status: 'REFUNDED', refundId, due: null, detail: null }, atMs);
  return { changes: [row], events: [refundedEvent(row)] };
}
