import type { Handler } from '@wanderluxe/messaging';
import { type BookingFacts, type EventOn, isZero } from '@wanderluxe/schemas';
import { CoalescedReads } from '../coalesced-reads.ts';
import { answerCharge, type Charge, mayCharge } from '../domain/charge.ts';
import { type ChargeOutcome, chargeKeyOf, exactFacts, type Payment } from '../domain/payment.ts';
import type { PaymentProvider } from '../ports.ts';
import { type Known, type ReactionOptions, reaction, readable } from '../reacting.ts';

export type InventoryReserved = EventOn<'inventory.reserved'>;

export interface CapturePaymentOptions extends ReactionOptions {
  readonly provider: PaymentProvider;
}

/**
 * Charges the bank once rooms are held, unless the booking was cancelled or its hold is over. The charge runs before
 * the transaction, many at once; a crash between the charge and the commit delivers the record again, and the bank
 * answers the same key the same. What was cancelled while the charge was in flight is refunded.
 */
export function capturePayment(
  options: CapturePaymentOptions,
): Handler<InventoryReserved, Known, Payment, Charge> {
  const { payments, provider, nowMs } = options;
  const reads = new CoalescedReads(payments);
  return {
    ...reaction<InventoryReserved, Charge>(
      'capture-payment-on-inventory-reserved',
      options,
      ({ event, prepared }, known) =>
        answerCharge(known, exactFacts(event.payload), event.metadata.traceId, prepared),
    ),
    async prepare({ event }) {
      const { payload, metadata } = event;
      const facts = readable(() => exactFacts(payload));
      const known = await reads.find(facts.bookingId);
      const wanted = mayCharge(known, payload.holdExpiresAt, nowMs());
      const outcome = wanted ? await charge(provider, facts, metadata.traceId) : WITHHELD;
      return { outcome, atMs: nowMs() };
    },
  };
}

const WITHHELD = { status: 'WITHHELD' } as const;

/** A complimentary stay costs nothing, and the bank is not asked. */
async function charge(
  provider: PaymentProvider,
  { bookingId, amount, currency }: BookingFacts,
  traceId: string,
): Promise<ChargeOutcome> {
  if (isZero(amount)) return { status: 'CAPTURED', transactionId: null };
  return provider.charge({ key: chargeKeyOf(bookingId), reference: bookingId, amount, currency, traceId });
}
