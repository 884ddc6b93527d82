import type { BookingFacts } from '@wanderluxe/schemas';
import { capturedEvent, declinedEvent, voidedEvent } from './events.ts';
import {
  type Answer,
  blankPayment,
  type ChargeOutcome,
  changed,
  isComplimentary,
  isOpen,
  isUnsent,
  isUntold,
  NOTHING_TO_SAY,
  type Payment,
  type PaymentFacts,
  type VoidReason,
} from './payment.ts';

/** What became of the charge of a reserved booking, and when. WITHHELD: the bank was not asked. */
export interface Charge {
  readonly outcome: ChargeOutcome | { readonly status: 'WITHHELD' };
  readonly atMs: number;
}

/**
 * Whether to ask the bank: not once the row is settled or the money is not wanted. What was never sent is not sent
 * past the hold's deadline either (epoch milliseconds, null for none): inventory may have asked for its rooms already.
 */
export function mayCharge(
  known: Payment | undefined,
  holdExpiresAtMs: number | null,
  nowMs: number,
): boolean {
  if (known && (!isOpen(known) || known.intent === 'void')) return false;
  const inTime = holdExpiresAtMs === null || nowMs <= holdExpiresAtMs;
  return inTime || (known !== undefined && !isUnsent(known));
}

/**
 * The row that must be stored before a charge is sent. Whoever voids or expires the booking meets it, also when the
 * sender dies; whoever was first with another row keeps this one from being stored, and so the charge from being sent.
 */
export const announced = (payment: Payment, atMs: number): Payment =>
  changed(
    payment,
    {
      due: 'inquiry',
      attempts: payment.attempts + 1,
      inFlight: payment.inFlight + 1,
      lastChargeByMs: atMs,
    },
    atMs,
  );

/** An announced charge was certainly not sent. */
export const recalled = (payment: Payment, atMs: number): Payment =>
  changed(payment, { attempts: payment.attempts - 1, inFlight: payment.inFlight - 1 }, atMs);

/** What the charge of a booking, or its being withheld, makes of its row. The booking's own trace prevails. */
export function answerCharge(
  known: Payment | undefined,
  facts: PaymentFacts & BookingFacts,
  traceId: string,
  { outcome, atMs }: Charge,
): Answer {
  const payment = known ?? blankPayment(facts, traceId, atMs);
  if (isUntold(payment)) return tell({ ...payment, facts, traceId }, outcome, atMs);
  return outcome.status === 'WITHHELD'
    ? voidUnsent(payment, 'HOLD_EXPIRED', atMs)
    : answerSender(payment, outcome, atMs);
}

/** The reservation of a booking that was cancelled first. No charge goes out over its row; one that did all the same is paid back. */
const tell = (payment: Payment, outcome: Charge['outcome'], atMs: number): Answer =>
  outcome.status === 'CAPTURED' && !isComplimentary(payment)
    ? answerBank(payment, outcome, atMs)
    : voided(payment, atMs);

/** What the answer to an announced charge makes of its row: its sender has told. */
export const answerSender = (payment: Payment, outcome: ChargeOutcome, atMs: number): Answer =>
  answerBank({ ...payment, inFlight: Math.max(0, payment.inFlight - 1) }, outcome, atMs);

/** What an answer of the bank, to a charge or a look-up, makes of a row. */
export function answerBank(payment: Payment, outcome: ChargeOutcome, atMs: number): Answer {
  if (isUntold(payment)) return NOTHING_TO_SAY;
  if (outcome.status === 'CAPTURED') return captured(payment, outcome.transactionId, atMs);
  if (!isOpen(payment)) return NOTHING_TO_SAY;
  if (outcome.status === 'DECLINED') return declined(payment, outcome.detail, atMs);
  return unanswered(payment, outcome.detail, atMs);
}

/** The bank has no charge and none can appear: what is not wanted is VOID. */
export const answerAbsence = (payment: Payment, atMs: number): Answer =>
  isOpen(payment) && payment.intent === 'void' && payment.inFlight === 0
    ? voided(payment, atMs)
    : NOTHING_TO_SAY;

/** Of what was certainly not sent there is no money and will be none. A reason that it has already prevails. */
export function voidUnsent(payment: Payment, reason: VoidReason, atMs: number): Answer {
  if (!isUnsent(payment)) return NOTHING_TO_SAY;
  return voided({ ...payment, intent: 'void', voidReason: payment.voidReason ?? reason }, atMs);
}

export function voided(payment: Payment, atMs: number): Answer {
  const row = changed(payment, { status: 'VOID', due: null }, atMs);
  return { changes: [row], events: [voidedEvent(row)] };
}

function captured(payment: Payment, transactionId: string | null, atMs: number): Answer {
  const { intent, status } = payment;
  const known = { transactionId, detail: null, inFlight: 0 };
  if (isOpen(payment) && intent === 'capture') {
    const row = changed(payment, { ...known, status: 'CAPTURED', due: null }, atMs);
    return { changes: [row], events: [capturedEvent(row)] };
  }
  const refunding = { ...known, status: 'REFUNDING', due: 'refund' } as const;
  if (isOpen(payment)) {
    const row = changed(payment, refunding, atMs);
    return { changes: [row], events: [capturedEvent(row)] };
  }
  // It was said that there is no money, and the rooms may be sold again: pay it back.
  const late = (status === 'VOID' || status === 'DECLINED') && !isComplimentary(payment);
  const voidReason = payment.voidReason ?? 'OTHER';
  return late
    ? { changes: [changed(payment, { ...refunding, voidReason }, atMs)], events: [] }
    : NOTHING_TO_SAY;
}

function declined(payment: Payment, detail: string, atMs: number): Answer {
  const row = changed(payment, { status: 'DECLINED', detail, due: null, inFlight: 0 }, atMs);
  return { changes: [row], events: [declinedEvent(row)] };
}

/** UNKNOWN is said to nobody: the rooms stay held until the bank's answer is known. */
function unanswered(payment: Payment, detail: string, atMs: number): Answer {
  const status = payment.status === 'NEEDS_OPERATOR' ? 'NEEDS_OPERATOR' : 'UNKNOWN';
  const unknownSinceMs = payment.unknownSinceMs ?? atMs;
  const row = changed(
    payment,
    { status, due: 'inquiry', detail, unknownSinceMs, lastChargeByMs: atMs },
    atMs,
  );
  return { changes: [row], events: [] };
}
