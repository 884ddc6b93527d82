import type { EventCommitter } from '@wanderluxe/messaging';
import type { Logger } from '@wanderluxe/runtime';
import type { AnnouncedCharges } from '../announced-charges.ts';
import { tryAgainOnConflict } from '../conflicts.ts';
import { answerAbsence, answerBank, answerSender } from '../domain/charge.ts';
import { escalate, type LookUp, nextStep } from '../domain/inquiry.ts';
import type { Answer, Payment } from '../domain/payment.ts';
import type { Alarm, PaymentProvider, Payments, Reminders, Turn } from '../ports.ts';
import { remind } from '../reminding.ts';

export interface ResolveOptions {
  readonly payments: Payments;
  readonly provider: PaymentProvider;
  readonly charges: AnnouncedCharges;
  readonly reminders: Reminders;
  readonly committer: EventCommitter;
  readonly logger: Logger;
  readonly nowMs: () => number;
  readonly alarm: Alarm;
  /** After this long a charge that the bank does not know will not appear any more by itself. */
  readonly settlementBoundMs: number;
  /** After this long an operator is called. */
  readonly escalationMs: number;
}

/** So late in its life that the delay is the longest. */
const SELDOM = 64;

/**
 * Asks the bank once about a payment whose fate is open and stores what follows, with its events, in one
 * transaction; throws whatever kept it from asking or storing. Unless it is done, ask again later.
 */
export async function resolveUnknownPayment(bookingId: string, options: ResolveOptions): Promise<Turn> {
  const payment = (await options.payments.find([bookingId])).get(bookingId);
  if (payment?.due !== 'inquiry') return { done: true };
  let lookUp: LookUp;
  try {
    lookUp = await options.provider.lookUp(payment.key, payment.traceId);
  } catch (error) {
    await escalated(payment, options);
    throw error;
  }
  return follow(payment, lookUp, options);
}

async function follow(payment: Payment, lookUp: LookUp, options: ResolveOptions): Promise<Turn> {
  const { nowMs, settlementBoundMs } = options;
  const step = nextStep(payment, lookUp, nowMs(), settlementBoundMs);
  if (step.kind === 'resolve') return store(answerBank(payment, step.outcome, nowMs()), options);
  if (step.kind === 'absent') return store(answerAbsence(payment, nowMs()), options);
  if (step.kind === 'charge-again') return chargeAgain(payment, options);
  return later(await escalated(payment, options));
}

async function chargeAgain(payment: Payment, options: ResolveOptions): Promise<Turn> {
  const outcome = await options.charges.charge(payment);
  const { bookingId } = payment.facts;
  return tryAgainOnConflict(async () => {
    const asked = (await options.payments.find([bookingId])).get(bookingId) ?? payment;
    const answer = answerSender(asked, outcome, options.nowMs());
    const turn = await store(answer, options);
    return turn.done ? turn : later(await escalated(answer.changes[0] ?? asked, options));
  });
}

/** What is refunded next has a reminder of its own. */
async function store(answer: Answer, options: ResolveOptions): Promise<Turn> {
  const { payments, committer } = options;
  const { changes, events } = answer;
  await committer.commit(events, (tx) => payments.save(tx, changes));
  await remind(
    changes.filter(({ due }) => due === 'refund'),
    options,
  );
  return changes.some(({ due }) => due === 'inquiry') ? { done: false } : { done: true };
}

/** Calls an operator when it is time, once. */
async function escalated(payment: Payment, options: ResolveOptions): Promise<Payment> {
  const { alarm, nowMs, escalationMs } = options;
  const answer = escalate(payment, nowMs(), escalationMs);
  const [waiting] = answer?.changes ?? [];
  if (!answer || !waiting) return payment;
  await store(answer, options);
  const { facts, unknownSinceMs, traceId } = waiting;
  alarm('operator', { bookingId: facts.bookingId, unknownSinceMs, traceId });
  return waiting;
}

const later = ({ status }: Payment): Turn =>
  status === 'NEEDS_OPERATOR' ? { done: false, attempt: SELDOM } : { done: false };
