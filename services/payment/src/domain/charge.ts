import type { BookingFacts } from '@wanderluxe/schemas';
import { capturedEvent, declinedEvent, voidedEvent } from './events.ts';
import {
  type Answer,
  blankPayment,
  type ChargeOutcome,
  changed,
  isComplimentary,
  isOpen,
  NOTHING_TO_SAY,
  type Payment,
  type PaymentFacts,
} from './payment.ts';

/** What became of the charge of a reserved booking, and when. WITHHELD: the bank was not asked. */
export interface Charge {
  readonly outcome: ChargeOutcome | { readonly status: 'WITHHELD' };
  readonly atMs: number;
}

/**
 * Whether to ask the bank: not once the row is settled or the money is not wanted, and not past the hold's deadline
 * (epoch milliseconds, null for none), when inventory may have asked for its rooms already.
 */
export const mayCharge = (
  known: Payment | undefined,
  holdExpiresAtMs: number | null,
  nowMs: number,
): boolean =>
  (known === undefined || (isOpen(known) && known.intent === 'capture')) &&
  (holdExpiresAtMs === null || nowMs <= holdExpiresAtMs);

/** What the charge of a booking, or its being withheld, makes of its row. The booking's own trace prevails. */
export function answerCharge(
  known: Payment | undefined,
  facts: PaymentFacts & BookingFacts,
  traceId: string,
  { outcome, atMs }: Charge,
): Answer {
  const informed = known ? informedOf(known, facts, traceId) : blankPayment(facts, traceId, atMs);
  if (outcome.status === 'WITHHELD') return withheld(informed, atMs);
  const attempts = informed.attempts + (isComplimentary(informed) ? 0 : 1);
  return answerBank({ ...informed, attempts }, outcome, atMs);
}

/** What an answer of the bank, to a charge or a look-up, makes of a row. */
export function answerBank(payment: Payment, outcome: ChargeOutcome, atMs: number): Answer {
  if (payment.facts.dates === null) return NOTHING_TO_SAY; // nobody has asked the bank
  if (outcome.status === 'CAPTURED') return captured(payment, outcome.transactionId, atMs);
  if (outcome.status === 'DECLINED') return declined(payment, outcome.detail, atMs);
  return unanswered(payment, outcome.detail, atMs);
}

/** The bank has no charge and none can appear: what is not wanted is VOID. */
export function answerAbsence(payment: Payment, atMs: number): Answer {
  if (payment.facts.dates === null) return NOTHING_TO_SAY;
  if (payment.status === 'VOID') return { changes: [changed(payment, { due: null }, atMs)], events: [] };
  return isOpen(payment) && payment.intent === 'void' ? voided(payment, atMs) : NOTHING_TO_SAY;
}

/**
 * A row without money to be, once its facts are complete. An earlier delivery may have charged and crashed before it
 * stored the answer: only the bank knows, and only when its bound has passed since now.
 */
export function doubted(payment: Payment, atMs: number): Answer {
  if (isComplimentary(payment)) return voided(payment, atMs);
  const unknownSinceMs = payment.unknownSinceMs ?? atMs;
  const asked = changed(payment, { due: 'inquiry', unknownSinceMs, lastChargeByMs: atMs }, atMs);
  return { changes: [asked], events: [] };
}

const informedOf = (known: Payment, facts: PaymentFacts, traceId: string): Payment =>
  known.facts.dates === null ? { ...known, facts, traceId } : known;

function withheld(payment: Payment, atMs: number): Answer {
  if (payment.version === 0) return doubted({ ...payment, intent: 'void', voidReason: 'HOLD_EXPIRED' }, atMs);
  if (isOpen(payment) && payment.intent === 'void') return doubted(payment, atMs);
  return payment.status === 'VOID' ? doubtedVoid(payment, atMs) : NOTHING_TO_SAY;
}

function captured(payment: Payment, transactionId: string | null, atMs: number): Answer {
  const { intent, status } = payment;
  const known = { transactionId, detail: null };
  if (isOpen(payment) && intent === 'capture') {
    const row = changed(payment, { ...known, status: 'CAPTURED', due: null }, atMs);
    return { changes: [row], events: [capturedEvent(row)] };
  }
  const refunding = { ...known, status: 'REFUNDING', due: 'refund' } as const;
  if (isOpen(payment)) {
    if (isComplimentary(payment)) return voided(payment, atMs);
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
  if (payment.status === 'VOID' && payment.due !== null) return answerAbsence(payment, atMs);
  if (!isOpen(payment)) return NOTHING_TO_SAY;
  const row = changed(payment, { status: 'DECLINED', detail, due: null }, atMs);
  return { changes: [row], events: [declinedEvent(row)] };
}

/** UNKNOWN is said to nobody: the rooms stay held until the bank's answer is known. */
function unanswered(payment: Payment, detail: string, atMs: number): Answer {
  if (payment.status === 'VOID') return doubtedVoid(payment, atMs);
  if (!isOpen(payment)) return NOTHING_TO_SAY;
  const unknownSinceMs = payment.unknownSinceMs ?? atMs;
  const row = changed(payment, { due: 'inquiry', detail, unknownSinceMs, lastChargeByMs: atMs }, atMs);
  return { changes: [row], events: [] };
}

/** It stays VOID, and the bank is asked once more whether it captured after all. */
function doubtedVoid(payment: Payment, atMs: number): Answer {
  if (isComplimentary(payment)) return NOTHING_TO_SAY;
  return { changes: [changed(payment, { due: 'inquiry', lastChargeByMs: atMs }, atMs)], events: [] };
}

function voided(payment: Payment, atMs: number): Answer {
  const row = changed(payment, { status: 'VOID', due: null }, atMs);
  return { changes: [row], events: [voidedEvent(row)] };
}
