import { type ClientRequest, type ClientRequests, NotPublishedError } from '../ports.ts';

interface Held {
  readonly acknowledge: () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * The twin of KafkaClientRequests with a broker that obeys: it acknowledges at once, holds events back until told
 * (`handed_over` cannot be withdrawn, `waiting` can), takes them without a word, or gives up.
 */
export class MemoryClientRequests implements ClientRequests {
  readonly published: ClientRequest[] = [];
  healthy = true;
  mode: 'acknowledge' | 'handed_over' | 'waiting' | 'lost_acknowledgement' | 'give_up' = 'acknowledge';
  readonly #held = new Set<Held>();

  publish(event: ClientRequest, withdraw: AbortSignal): Promise<void> {
    if (this.mode === 'give_up') return Promise.reject(new Error('the client gave up'));
    if (this.mode === 'acknowledge' || this.mode === 'lost_acknowledgement') {
      this.published.push(event);
      if (this.mode === 'acknowledge') return Promise.resolve();
      return Promise.reject(new Error('the acknowledgement was lost'));
    }
    return new Promise((resolve, reject) => {
      const held: Held = {
        acknowledge: () => {
          this.published.push(event);
          resolve();
        },
        fail: reject,
      };
      this.#held.add(held);
      if (this.mode === 'waiting') withdraw.addEventListener('abort', () => this.#withdraw(held));
    });
  }

  isHealthy(): boolean {
    return this.healthy;
  }

  acknowledgeHeld(): void {
    for (const { acknowledge } of this.#held) acknowledge();
    this.#held.clear();
  }

  failHeld(error: unknown): void {
    for (const { fail } of this.#held) fail(error);
    this.#held.clear();
  }

  #withdraw(held: Held): void {
    if (this.#held.delete(held)) held.fail(new NotPublishedError('withdrawn'));
  }
}
