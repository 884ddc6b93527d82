import { type Answer, type ChargeOutcome, changed, isOpen, type Payment } from './payment.ts';

/** What the bank's look-up said of a key. */
export type LookUp =
  | Extract<ChargeOutcome, { status: 'CAPTURED' | 'DECLINED' }>
  | { readonly status: 'NOT_FOUND' };

export type NextStep =
  | { readonly kind: 'resolve'; readonly outcome: ChargeOutcome }
  | { readonly kind: 'ask-later' }
  | { readonly kind: 'charge-again' }
  | { readonly kind: 'absent' };

/**
 * What follows from a look-up. That the bank does not know the charge proves nothing before its stated bound has
 * passed: it may still be working on it. Afterwards a payment that is wanted is charged again
 * under the same key, so that even a bank which breaks its bound captures once only. One that is not wanted is absent,
 * unless a sender has not told: it may be frozen and send yet, so an answer under its key is asked for, and refunded.
 */
export function nextStep(
  payment: Payment,
  lookUp: LookUp,
  nowMs: number,
  settlementBoundMs: number,
): NextStep {
  if (lookUp.status !== 'NOT_FOUND') return { kind: 'resolve', outcome: lookUp };
  const wanted = isOpen(payment) && payment.intent === 'capture';
  const sinceMs = (wanted ? payment.unknownSinceMs : null) ?? payment.lastChargeByMs ?? payment.createdAtMs;
  if (nowMs - sinceMs < settlementBoundMs) return { kind: 'ask-later' };
  return { kind: wanted || payment.inFlight > 0 ? 'charge-again' : 'absent' };
}

export interface Backoff {
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

/**
 * Exponential with full jitter: an even draw between 0 and the cap, so that a thousand payments that became UNKNOWN
 * together are not asked about together. `attempt` is 1 for the first, `random` is in [0, 1).
 */
export const delayMsOf = ({ firstDelayMs, maxDelayMs }: Backoff, attempt: number, random: number): number =>
  Math.floor(random * Math.min(maxDelayMs, firstDelayMs * 2 ** (attempt - 1)));

/** Whoever waited this long for the bank calls a person; the rooms stay held and the bank is still asked. */
export function escalate(payment: Payment, nowMs: number, escalationMs: number): Answer | undefined {
  const { status, unknownSinceMs, createdAtMs } = payment;
  if (!isOpen(payment) || status === 'NEEDS_OPERATOR') return undefined;
  if (nowMs - (unknownSinceMs ?? createdAtMs) < escalationMs) return undefined;
  return { changes: [changed(payment, { status: 'NEEDS_OPERATOR' }, nowMs)], events: [] };
}
