import type { ChargeOutcome, Payment } from './payment.ts';

/** What the bank's look-up said of a key. */
export type LookUp =
  | Extract<ChargeOutcome, { status: 'CAPTURED' | 'DECLINED' }>
  | { readonly status: 'NOT_FOUND' };

export type NextStep =
  | { readonly kind: 'resolve'; readonly outcome: ChargeOutcome }
  | { readonly kind: 'ask-later' }
  | { readonly kind: 'charge-again' };

/**
 * What follows from a look-up of an UNKNOWN payment. That the bank does not know the charge proves nothing before
 * its stated bound has passed: it may still be working on it. Afterwards it is charged again under the same key, so
 * that even a bank which breaks its bound captures once only.
 */
export function nextStep(
  payment: Payment,
  lookUp: LookUp,
  nowMs: number,
  settlementBoundMs: number,
): NextStep {
  if (lookUp.status !== 'NOT_FOUND') return { kind: 'resolve', outcome: lookUp };
  const sinceMs = payment.unknownSinceMs ?? payment.createdAtMs;
  return nowMs - sinceMs < settlementBoundMs ? { kind: 'ask-later' } : { kind: 'charge-again' };
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
