import { carriedOn, type EventCommitter } from '@wanderluxe/messaging';
import type { Logger, Tracer } from '@wanderluxe/runtime';
import type { AnnouncedCharges } from '../announced-charges.ts';
import { tryAgainOnConflict } from '../conflicts.ts';
import { answerAbsence, answerBank, answerSender } from '../domain/charge.ts';
import { escalate, type LookUp, nextStep } from '../domain/inquiry.ts';
import type { Answer, Payment } from '../domain/payment.ts';
import type { Alarm, PaymentProvider, Payments, Reminder, Reminders, Turn } from '../ports.ts';
import { remind } from '../reminding.ts';
import { inTurn } from './turn-span.ts';

export interface ResolveOptions {
  readonly payments: Payments;
  readonly provider: PaymentProvider;
  readonly charges: AnnouncedCharges;
  readonly reminders: Reminders;
  readonly committer: EventCommitter;
  readonly logger: Logger;
  readonly tracer?: Tracer | undefined;
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
export async function resolveUnknownPayment(reminder: Reminder, options: ResolveOptions): Promise<Turn> {
  const { bookingId } = reminder;
  const payment = (await options.payments.find([bookingId])).get(bookingId);
  if (payment?.due !== 'inquiry') return { done: true };
  return inTurn(reminder, payment, options.tracer, (traceparent) =>
    inquire(payment, { ...options, traceparent }),
  );
}

/** The options of a turn, and the step of its trace that it is. */
type Circumstances = ResolveOptions & { readonly traceparent: string };

async function inquire(payment: Payment, options: Circumstances): Promise<Turn> {
  let lookUp: LookUp;
  try {
    lookUp = await options.provider.lookUp(payment.key, options.traceparent);
  } catch (error) {
    await escalated(payment, options);
    throw error;
  }
  return follow(payment, lookUp, options);
}

async function follow(payment: Payment, lookUp: LookUp, options: Circumstances): Promise<Turn> {
  const { nowMs, settlementBoundMs } = options;
  const step = nextStep(payment, lookUp, nowMs(), settlementBoundMs);
  if (step.kind === 'resolve') return store(answerBank(payment, step.outcome, nowMs()), options);
  if (step.kind === 'absent') return store(answerAbsence(payment, nowMs()), options);
  if (step.kind === 'charge-again') return chargeAgain(payment, options);
  return later(await escalated(payment, options));
}

async function chargeAgain(payment: Payment, options: Circumstances): Promise<Turn> {
  const outcome = await options.charges.charge(payment, options.traceparent);
  const { bookingId } = payment.facts;
  return tryAgainOnConflict(async () => {
    const asked = (await options.payments.find([bookingId])).get(bookingId) ?? payment;
    const answer = answerSender(asked, outcome, options.nowMs());
    const turn = await store(answer, options);
    return turn.done ? turn : later(await escalated(answer.changes[0] ?? asked, options));
  });
}

/** What is refunded next has a reminder of its own. */
async function store(answer: Answer, options: Circumstances): Promise<Turn> {
  const { payments, committer, traceparent } = options;
  const { changes } = answer;
  const events = answer.events.map((event) => carriedOn(event, () => traceparent));
  await committer.commit(events, (tx) => payments.save(tx, changes));
  await remind(
    changes.filter(({ due }) => due === 'refund'),
    options,
    { of: () => traceparent },
  );
  return changes.some(({ due }) => due === 'inquiry') ? { done: false } : { done: true };
}

/** Calls an operator when it is time, once. */
async function escalated(payment: Payment, options: Circumstances): Promise<Payment> {
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
