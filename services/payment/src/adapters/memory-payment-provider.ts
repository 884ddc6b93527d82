import { DependencyUnavailableError } from '@wanderluxe/messaging';
import type { LookUp } from '../domain/inquiry.ts';
import type { ChargeOutcome } from '../domain/payment.ts';
import type { RefundOutcome } from '../domain/refund.ts';
import type { ChargeRequest, PaymentProvider, RefundRequest } from '../ports.ts';

/** What happens to the next attempts. */
export type Mood = 'capture' | 'decline' | 'capture-then-silence' | 'silence' | 'away';

/** One line of the bank's own books. They are only ever added to. */
export interface BankEntry {
  readonly kind: 'CAPTURE' | 'DECLINE' | 'REFUND';
  /** Of the charge that it is, or that it pays back. */
  readonly chargeKey: string;
  readonly reference: string;
  readonly amount: string;
  readonly currency: string;
  readonly atMs: number;
}

/** A bank in memory, for tests and simulation. */
export class MemoryPaymentProvider implements PaymentProvider {
  mood: Mood = 'capture';
  /** A bank that has captured may still deny it for a while. */
  forgetful = false;
  readonly charges = new Map<
    string,
    { request: ChargeRequest; outcome: Exclude<LookUp, { status: 'NOT_FOUND' }> }
  >();
  /** Charges that were paid back, by the refund's key. */
  readonly refunds = new Map<string, string>();
  /** Everything that it ever decided, in order. */
  readonly books: BankEntry[] = [];
  attempts = 0;

  async charge(request: ChargeRequest, announce: () => Promise<void>): Promise<ChargeOutcome> {
    await announce();
    const { mood } = this;
    if (mood === 'away') throw new DependencyUnavailableError('bank', new Error('connection refused'));
    this.attempts += 1;
    if (mood === 'silence') return { status: 'UNKNOWN', detail: 'no answer' };
    const outcome = this.#answer(request);
    return mood === 'capture-then-silence' ? { status: 'UNKNOWN', detail: 'no answer' } : outcome;
  }

  async refund({ key, chargeKey }: RefundRequest): Promise<RefundOutcome> {
    if (this.mood === 'away' || this.mood === 'silence') return { status: 'NOT_YET', detail: 'no answer' };
    const captured = this.charges.get(chargeKey)?.outcome.status === 'CAPTURED';
    const other = [...this.refunds].some(([known, charge]) => charge === chargeKey && known !== key);
    if (!captured || other) return { status: 'NOT_YET', detail: 'nothing to refund' };
    if (!this.refunds.has(key)) this.#enter('REFUND', chargeKey);
    this.refunds.set(key, chargeKey);
    return this.mood === 'capture-then-silence'
      ? { status: 'NOT_YET', detail: 'no answer' }
      : { status: 'REFUNDED', refundId: `rf-${key}` };
  }

  async lookUp(key: string): Promise<LookUp> {
    if (this.mood === 'away') throw new DependencyUnavailableError('bank', new Error('connection refused'));
    const known = this.forgetful ? undefined : this.charges.get(key);
    return known?.outcome ?? { status: 'NOT_FOUND' };
  }

  #answer(request: ChargeRequest): Exclude<LookUp, { status: 'NOT_FOUND' }> {
    const known = this.charges.get(request.key);
    if (known) return known.outcome;
    const outcome =
      this.mood === 'decline'
        ? ({ status: 'DECLINED', detail: 'insufficient funds' } as const)
        : ({ status: 'CAPTURED', transactionId: `tx-${request.key}` } as const);
    this.charges.set(request.key, { request, outcome });
    this.#enter(outcome.status === 'CAPTURED' ? 'CAPTURE' : 'DECLINE', request.key);
    return outcome;
  }

  #enter(kind: BankEntry['kind'], chargeKey: string): void {
    const request = this.charges.get(chargeKey)?.request as ChargeRequest;
    const { reference, amount, currency } = request;
    this.books.push({ kind, chargeKey, reference, amount, currency, atMs: Date.now() });
  }
}
