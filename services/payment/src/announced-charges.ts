import { DependencyUnavailableError, type EventCommitter } from '@wanderluxe/messaging';
import { CoalescedReads } from './coalesced-reads.ts';
import { CoalescedSaves } from './coalesced-saves.ts';
import { tryAgainOnConflict } from './conflicts.ts';
import { announced, recalled } from './domain/charge.ts';
import { type ChargeOutcome, isOpen, type Payment } from './domain/payment.ts';
import type { PaymentProvider, Payments } from './ports.ts';

export interface AnnouncedChargesOptions {
  readonly payments: Payments;
  readonly provider: PaymentProvider;
  readonly committer: EventCommitter;
  readonly nowMs: () => number;
}

/**
 * Charges the bank only under a row that says so: stored before the charge is sent, over the row that was read, many
 * in one transaction. Whoever calls stores the outcome, which ends what was announced.
 */
export class AnnouncedCharges {
  readonly #options: AnnouncedChargesOptions;
  readonly #reads: CoalescedReads;
  readonly #saves: CoalescedSaves;

  constructor(options: AnnouncedChargesOptions) {
    this.#options = options;
    this.#reads = new CoalescedReads(options.payments);
    this.#saves = new CoalescedSaves(options.payments, options.committer);
  }

  /**
   * One attempt to charge a payment that is not stored yet, or as it was read.
   * @throws when nothing was sent: ConflictError when the row is another by now; DependencyUnavailableError.
   */
  async charge(payment: Payment, traceparent: string): Promise<ChargeOutcome> {
    const { provider, nowMs } = this.#options;
    const { key } = payment;
    const { bookingId: reference, amount, currency } = payment.facts;
    let isAnnounced = false;
    try {
      return await provider.charge({ key, reference, amount, currency, traceparent }, async () => {
        await this.#saves.save(announced(payment, nowMs()));
        isAnnounced = true;
      });
    } catch (error) {
      if (isAnnounced && error instanceof DependencyUnavailableError) await this.#recall(reference);
      throw error;
    }
  }

  /** So that a booking which is cancelled meanwhile is not charged to be refunded. Unless it is stored, doubt remains. */
  async #recall(bookingId: string): Promise<void> {
    const recall = async () => {
      const row = await this.#reads.find(bookingId);
      const { nowMs } = this.#options;
      if (row && isOpen(row) && row.inFlight > 0) await this.#saves.save(recalled(row, nowMs()));
    };
    await tryAgainOnConflict(recall).catch(() => {});
  }
}
