import { voided, voidUnsent } from './charge.ts';
import { refundedEvent } from './events.ts';
import {
  type Answer,
  blankPayment,
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

/** There is to be no money for a booking. */
export interface Undo {
  /** The dates are null when the undoing event does not tell them: then inventory has not said yet that rooms are held. */
  readonly facts: PaymentFacts;
  readonly reason: VoidReason;
  readonly traceId: string;
  readonly atMs: number;
}

/** Whatever was captured goes back, whatever is open is not wanted any more, whatever comes later is not charged. */
export function withdraw(known: Payment | undefined, undo: Undo): Answer {
  const { reason: voidReason, atMs } = undo;
  if (known === undefined || isUncharged(known)) return refuse(known, undo);
  if (known.status === 'CAPTURED') return payBack(known, voidReason, atMs);
  if (!isOpen(known) || known.intent === 'void') return NOTHING_TO_SAY;
  return { changes: [changed(known, { intent: 'void', voidReason }, atMs)], events: [] };
}

/** A hold's end voids only what was never charged: a capture, or a charge that may be on its way, keeps its rooms. */
export const expire = (known: Payment | undefined, undo: Undo): Answer =>
  known === undefined || isUncharged(known) ? refuse(known, undo) : NOTHING_TO_SAY;

const isUncharged = (known: Payment): boolean => isUntold(known) || isUnsent(known);

/** A charge is announced before it is sent, so this booking has none: VOID at once, and said once the stay is known. */
function refuse(known: Payment | undefined, { facts, reason, traceId, atMs }: Undo): Answer {
  if (known && isUnsent(known)) return voidUnsent(known, reason, atMs);
  const payment = known ?? voidPayment(facts, reason, traceId, atMs);
  if (facts.dates !== null) return voided({ ...payment, facts, traceId }, atMs);
  return known ? NOTHING_TO_SAY : { changes: [changed(payment, {}, atMs)], events: [] };
}

const voidPayment = (
  facts: PaymentFacts,
  voidReason: VoidReason,
  traceId: string,
  atMs: number,
): Payment => ({
  ...blankPayment(facts, traceId, atMs),
  status: 'VOID',
  intent: 'void',
  voidReason,
});

function payBack(known: Payment, voidReason: VoidReason, atMs: number): Answer {
  if (!isComplimentary(known)) {
    const row = changed(known, { status: 'REFUNDING', due: 'refund', intent: 'void', voidReason }, atMs);
    return { changes: [row], events: [] };
  }
  const row = changed(known, { status: 'REFUNDED', intent: 'void', voidReason }, atMs);
  return { changes: [row], events: [refundedEvent(row)] };
}
