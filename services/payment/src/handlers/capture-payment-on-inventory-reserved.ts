import {
  type Decisions,
  type Handler,
  messageOf,
  type Received,
  UnreadableRecordError,
} from '@wanderluxe/messaging';
import type { Logger } from '@wanderluxe/runtime';
import { type EventOn, formatAmount, isZero } from '@wanderluxe/schemas';
import {
  type Answer,
  answerPayment,
  type Charge,
  type ChargeOutcome,
  chargeKeyOf,
  openPayment,
  type Payment,
  type PaymentChange,
} from '../domain/payment.ts';
import type { Inquiries, PaymentProvider, Payments } from '../ports.ts';

export type InventoryReserved = EventOn<'inventory.reserved'>;
type Known = ReadonlyMap<string, Payment>;

export interface CapturePaymentOptions {
  readonly payments: Payments;
  readonly provider: PaymentProvider;
  readonly inquiries: Inquiries;
  readonly logger: Logger;
  readonly nowMs: () => number;
}

/**
 * Charges the bank once rooms are held. The charge runs before the transaction, many at once; a crash between the
 * charge and the commit delivers the record again, and the bank answers the same key the same.
 */
export class CapturePayment implements Handler<InventoryReserved, Known, PaymentChange, Charge> {
  readonly name = 'capture-payment-on-inventory-reserved';
  readonly #options: CapturePaymentOptions;

  constructor(options: CapturePaymentOptions) {
    this.#options = options;
  }

  async prepare({ event }: { event: InventoryReserved }): Promise<Charge> {
    const outcome = await this.#charge(event);
    return { outcome, atMs: this.#options.nowMs() };
  }

  gather(batch: readonly Received<InventoryReserved, Charge>[]): Promise<Known> {
    return this.#options.payments.find(batch.map(({ event }) => event.payload.bookingId));
  }

  decide(batch: readonly Received<InventoryReserved, Charge>[], known: Known): Decisions<PaymentChange> {
    const answers = batch.map(({ event, prepared }) => decideOne(event, prepared, known));
    return {
      changes: answers.flatMap(({ changes }) => changes),
      events: answers.flatMap(({ events }) => events),
    };
  }

  save(...[tx, changes]: Parameters<Payments['save']>): Promise<void> {
    return this.#options.payments.save(tx, changes);
  }

  /** A queue that is away must not hold up captures: the sweep of UNKNOWN rows schedules what is missed here. */
  async settle(changes: readonly PaymentChange[]): Promise<void> {
    const unknown = changes.filter(({ payment }) => payment.status === 'UNKNOWN');
    if (unknown.length === 0) return;
    const { inquiries, logger } = this.#options;
    try {
      await inquiries.schedule(unknown.map(({ payment }) => payment.facts.bookingId));
    } catch (error) {
      logger.warn('inquiries were not scheduled, the next sweep will', { payments: unknown.length, error });
    }
  }

  /** A complimentary stay costs nothing, and the bank is not asked. */
  async #charge({ payload, metadata }: InventoryReserved): Promise<ChargeOutcome> {
    const amount = exactAmount(payload);
    if (isZero(amount)) return { status: 'CAPTURED', transactionId: null };
    const { bookingId, currency } = payload;
    const { traceId } = metadata;
    return this.#options.provider.charge({
      key: chargeKeyOf(bookingId),
      reference: bookingId,
      amount,
      currency,
      traceId,
    });
  }
}

function decideOne({ payload, metadata }: InventoryReserved, charge: Charge, known: Known): Answer {
  const payment = known.get(payload.bookingId);
  return payment
    ? answerPayment(payment, charge, payment.attempts + 1)
    : openPayment(payload, metadata.traceId, charge);
}

/** No later attempt can charge an amount that its currency cannot express. */
function exactAmount({ amount, currency }: InventoryReserved['payload']): string {
  try {
    return formatAmount(amount, currency);
  } catch (error) {
    throw new UnreadableRecordError(messageOf(error), { cause: error });
  }
}
