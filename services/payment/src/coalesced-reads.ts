import type { Payment } from './domain/payment.ts';
import type { Payments } from './ports.ts';

type Settled = { resolve: (payment: Payment | undefined) => void; reject: (error: unknown) => void };

/** Single reads that come in the same turn of the event loop become one query. */
export class CoalescedReads {
  readonly #payments: Payments;
  #waiting = new Map<string, Settled[]>();

  constructor(payments: Payments) {
    this.#payments = payments;
  }

  find(bookingId: string): Promise<Payment | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.size === 0) setImmediate(() => void this.#flush());
      const readers = this.#waiting.get(bookingId) ?? [];
      this.#waiting.set(bookingId, [...readers, { resolve, reject }]);
    });
  }

  async #flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    try {
      const found = await this.#payments.find([...waiting.keys()]);
      for (const [id, readers] of waiting) for (const { resolve } of readers) resolve(found.get(id));
    } catch (error) {
      for (const readers of waiting.values()) for (const { reject } of readers) reject(error);
    }
  }
}
