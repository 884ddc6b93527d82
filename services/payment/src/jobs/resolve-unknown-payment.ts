import type { EventCommitter } from '@wanderluxe/messaging';
import { nextStep } from '../domain/inquiry.ts';
import { type Answer, answerPayment, type ChargeOutcome, type Payment } from '../domain/payment.ts';
import type { PaymentProvider, Payments } from '../ports.ts';

export interface ResolveOptions {
  readonly payments: Payments;
  readonly provider: PaymentProvider;
  readonly committer: EventCommitter;
  readonly nowMs: () => number;
  /** After this long a charge that the bank does not know will not appear any more by itself. */
  readonly settlementBoundMs: number;
}

/**
 * Asks the bank about an UNKNOWN payment once and stores what follows, with its event, in one transaction. Answers
 * whether the payment is resolved; throws whatever kept it from asking or storing. In both cases ask again later.
 */
export async function resolveUnknownPayment(bookingId: string, options: ResolveOptions): Promise<boolean> {
  const { payments, provider, nowMs, settlementBoundMs } = options;
  const payment = (await payments.find([bookingId])).get(bookingId);
  if (payment?.status !== 'UNKNOWN') return true;
  const lookUp = await provider.lookUp(payment.key, payment.traceId);
  const step = nextStep(payment, lookUp, nowMs(), settlementBoundMs);
  if (step.kind === 'ask-later') return false;
  if (step.kind === 'resolve') return store(payment, step.outcome, payment.attempts, options);
  return store(payment, await chargeAgain(payment, provider), payment.attempts + 1, options);
}

const chargeAgain = ({ facts, key, traceId }: Payment, provider: PaymentProvider): Promise<ChargeOutcome> =>
  provider.charge({
    key,
    reference: facts.bookingId,
    amount: facts.amount,
    currency: facts.currency,
    traceId,
  });

async function store(
  payment: Payment,
  outcome: ChargeOutcome,
  attempts: number,
  { payments, committer, nowMs }: ResolveOptions,
): Promise<boolean> {
  const { changes, events }: Answer = answerPayment(payment, { outcome, atMs: nowMs() }, attempts);
  await committer.commit(events, (tx) => payments.save(tx, changes));
  return outcome.status !== 'UNKNOWN';
}
