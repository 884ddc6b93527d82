import { DependencyUnavailableError } from '@wanderluxe/messaging';
import type { LookUp } from '../domain/inquiry.ts';
import type { ChargeOutcome } from '../domain/payment.ts';
import type { ChargeRequest, PaymentProvider } from '../ports.ts';

/** What happens to the next attempts. */
export type Mood = 'capture' | 'decline' | 'capture-then-silence' | 'silence' | 'away';

/** A bank in memory, for tests and simulation. */
export class MemoryPaymentProvider implements PaymentProvider {
  mood: Mood = 'capture';
  /** A bank that has captured may still deny it for a while. */
  forgetful = false;
  readonly charges = new Map<
    string,
    { request: ChargeRequest; outcome: Exclude<LookUp, { status: 'NOT_FOUND' }> }
  >();
  attempts = 0;

  async charge(request: ChargeRequest): Promise<ChargeOutcome> {
    const { mood } = this;
    if (mood === 'away') throw new DependencyUnavailableError('bank', new Error('connection refused'));
    this.attempts += 1;
    if (mood === 'silence') return { status: 'UNKNOWN', detail: 'no answer' };
    const outcome = this.#answer(request);
    return mood === 'capture-then-silence' ? { status: 'UNKNOWN', detail: 'no answer' } : outcome;
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
    return outcome;
  }
}
