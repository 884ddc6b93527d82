import type { Handler } from '@wanderluxe/messaging';
import { firstStep } from '@wanderluxe/runtime';
import type { EventOn } from '@wanderluxe/schemas';
import type { AnnouncedCharges } from '../announced-charges.ts';
import { CoalescedReads } from '../coalesced-reads.ts';
import { answerCharge, type Charge, mayCharge } from '../domain/charge.ts';
import {
  blankPayment,
  type ChargeOutcome,
  exactFacts,
  isComplimentary,
  type Payment,
  priceFault,
} from '../domain/payment.ts';
import { type Known, type ReactionOptions, reaction } from '../reacting.ts';

export type InventoryReserved = EventOn<'inventory.reserved'>;

export interface CapturePaymentOptions extends ReactionOptions {
  readonly charges: AnnouncedCharges;
}

/**
 * Charges the bank once rooms are held, unless the booking was cancelled or its hold is over. The charge is announced
 * in the row and runs before the transaction, many at once; a crash between the charge and the commit delivers the
 * record again, and the bank answers the same key the same. What was cancelled while the charge was in flight is
 * refunded.
 */
export function capturePayment(
  options: CapturePaymentOptions,
): Handler<InventoryReserved, Known, Payment, Charge> {
  const { payments, charges, nowMs } = options;
  const reads = new CoalescedReads(payments);
  return {
    ...reaction<InventoryReserved, Charge>(
      'capture-payment-on-inventory-reserved',
      options,
      ({ event, prepared }, known) =>
        answerCharge(known, exactFacts(event.payload), event.metadata.traceId, prepared),
    ),
    async prepare({ event, traceparent = firstStep(event.metadata.traceId) }) {
      const { payload, metadata } = event;
      const facts = exactFacts(payload);
      const known = await reads.find(facts.bookingId);
      if (!mayCharge(known, payload.holdExpiresAt, nowMs())) return { outcome: WITHHELD, atMs: nowMs() };
      const payment = known ?? blankPayment(facts, metadata.traceId, nowMs());
      const outcome = withoutBank(payment) ?? (await charges.charge(payment, traceparent));
      return { outcome, atMs: nowMs() };
    },
  };
}

const WITHHELD = { status: 'WITHHELD' } as const;

/** What needs no bank: a complimentary stay costs nothing, and what no currency can express is not paid. */
function withoutBank(payment: Payment): ChargeOutcome | undefined {
  const detail = priceFault(payment.facts);
  if (detail) return { status: 'DECLINED', detail };
  return isComplimentary(payment) ? { status: 'CAPTURED', transactionId: null } : undefined;
}
