import { z } from 'zod';
import type { LookUp } from '../domain/inquiry.ts';
import type { ChargeOutcome } from '../domain/payment.ts';
import type { RefundOutcome } from '../domain/refund.ts';

/**
 * Why banks decline, in the words that are kept. Any other text is the bank's own and may name a person or a card: it is
 * not kept, said or logged.
 */
const DECLINES = new Set([
  ...['insufficient funds', 'do not honor', 'expired card', 'lost card', 'stolen card', 'restricted card'],
  ...[
    'invalid card',
    'invalid amount',
    'suspected fraud',
    'limit exceeded',
    'not permitted',
    'closed account',
  ],
]);
const reasonOf = (text: string): string =>
  DECLINES.has(text.toLowerCase()) ? text.toLowerCase() : 'other reason';

const captured = z.object({
  status: z.literal('CAPTURED'),
  transactionId: z.string().min(1).max(255),
  amount: z.string(),
  currency: z.string(),
});
const refunded = z.object({ status: z.literal('REFUNDED'), refundId: z.string().min(1).max(255) });
const declined = z.object({ status: z.literal('DECLINED'), reason: z.string().max(1_000) });

const unknown = (detail: string): ChargeOutcome => ({ status: 'UNKNOWN', detail });

/**
 * Reads the answer to a charge. 201 and 402 are answers when they say what they must; everything else, a refusal of
 * the request included, leaves it open whether money was captured.
 */
export function chargeOutcomeOf(
  statusCode: number,
  text: string,
  asked: { amount: string; currency: string },
): ChargeOutcome {
  if (statusCode !== 201 && statusCode !== 402) return unknown(`the bank answered ${statusCode}`);
  const outcome = verdictOf(text);
  const expected = statusCode === 201 ? 'CAPTURED' : 'DECLINED';
  if (outcome?.status !== expected) return unknown(`the bank's ${statusCode} is not readable`);
  const other =
    outcome.paid && (outcome.paid.amount !== asked.amount || outcome.paid.currency !== asked.currency);
  if (other) return unknown(`the bank captured ${outcome.paid?.amount} ${outcome.paid?.currency}`);
  return plain(outcome);
}

/** @throws Error when the answer says nothing about the charge. */
export function lookUpOf(statusCode: number, text: string): LookUp {
  if (statusCode === 404) return { status: 'NOT_FOUND' };
  const outcome = statusCode === 200 ? verdictOf(text) : undefined;
  if (!outcome) throw new Error(`the bank answered the look-up with an unreadable ${statusCode}`);
  return plain(outcome);
}

/** Only a readable 201 is a refund. */
export function refundOutcomeOf(statusCode: number, text: string): RefundOutcome {
  const refund = statusCode === 201 ? refunded.safeParse(parsed(text)) : undefined;
  return refund?.success
    ? { status: 'REFUNDED', refundId: refund.data.refundId }
    : { status: 'NOT_YET', detail: `the bank answered ${statusCode}` };
}

type Known = Exclude<LookUp, { status: 'NOT_FOUND' }>;
type Verdict = Known & { readonly paid?: { amount: string; currency: string } };

function verdictOf(text: string): Verdict | undefined {
  const body = parsed(text);
  const capture = captured.safeParse(body);
  if (capture.success) {
    const { status, transactionId, amount, currency } = capture.data;
    return { status, transactionId, paid: { amount, currency } };
  }
  const decline = declined.safeParse(body);
  return decline.success ? { status: 'DECLINED', detail: reasonOf(decline.data.reason) } : undefined;
}

const plain = (verdict: Verdict): Known =>
  verdict.status === 'CAPTURED'
    ? { status: 'CAPTURED', transactionId: verdict.transactionId }
    : { status: 'DECLINED', detail: verdict.detail };

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
