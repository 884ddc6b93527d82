import { doubted } from './charge.ts';
import { refundedEvent } from './events.ts';
import {
  type Answer,
  blankPayment,
  changed,
  isComplimentary,
  isOpen,
  NOTHING_TO_SAY,
  type Payment,
  type PaymentFacts,
  type VoidReason,
} from './payment.ts';

/** There is to be no money for a booking. */
export interface Undo {
  readonly facts: PaymentFacts;
  readonly reason: VoidReason;
  readonly traceId: string;
  readonly atMs: number;
}

/** Whatever was captured goes back, whatever is open is not wanted any more, whatever comes later is not charged. */
export function withdraw(known: Payment | undefined, undo: Undo): Answer {
  const { reason: voidReason, atMs } = undo;
  if (known === undefined || isFaceless(known)) return refuse(known, undo);
  if (known.status === 'CAPTURED') return payBack(known, voidReason, atMs);
  if (!isOpen(known) || known.intent === 'void') return NOTHING_TO_SAY;
  return { changes: [changed(known, { intent: 'void', voidReason }, atMs)], events: [] };
}

/** A hold's end voids only what was never charged: a capture, or an attempt whose fate is open, keeps its rooms. */
export const expire = (known: Payment | undefined, undo: Undo): Answer =>
  known === undefined || isFaceless(known) ? refuse(known, undo) : NOTHING_TO_SAY;

/** Cancelled before anything else was heard of the booking. */
const isFaceless = (payment: Payment): boolean => isOpen(payment) && payment.facts.dates === null;

function refuse(known: Payment | undefined, { facts, reason, traceId, atMs }: Undo): Answer {
  const blank = { ...blankPayment(facts, traceId, atMs), intent: 'void', voidReason: reason } as const;
  if (facts.dates === null) {
    return known ? NOTHING_TO_SAY : { changes: [changed(blank, {}, atMs)], events: [] };
  }
  return doubted(known ? { ...known, facts, traceId } : blank, atMs);
}

function payBack(known: Payment, voidReason: VoidReason, atMs: number): Answer {
  if (!isComplimentary(known)) {
    const row = changed(known, { status: 'REFUNDING', due: 'refund', intent: 'void', voidReason }, atMs);
    return { changes: [row], events: [] };
  }
  const row = changed(known, { status: 'REFUNDED', intent: 'void', voidReason }, atMs);
  return { changes: [row], events: [refundedEvent(row)] };
}
