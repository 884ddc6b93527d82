import { ConflictError, type Transaction } from '@wanderluxe/messaging';
import { stage } from '@wanderluxe/messaging/memory';
import type { Payment, PaymentChange } from '../domain/payment.ts';
import type { Payments } from '../ports.ts';

/** Payments in memory, for tests and simulation. */
export class MemoryPayments implements Payments {
  readonly #rows = new Map<string, Payment>();

  async find(bookingIds: readonly string[]): Promise<ReadonlyMap<string, Payment>> {
    return new Map(
      bookingIds.flatMap((id) => {
        const payment = this.#rows.get(id);
        return payment ? [[id, payment] as const] : [];
      }),
    );
  }

  async save(tx: Transaction, changes: readonly PaymentChange[]): Promise<void> {
    for (const { from, payment } of changes) {
      const { bookingId } = payment.facts;
      if ((this.#rows.get(bookingId)?.status ?? null) !== from) {
        throw new ConflictError(`payment ${bookingId} was answered meanwhile`);
      }
      stage(tx, () => this.#rows.set(bookingId, payment));
    }
  }

  async unknownAfter(bookingId: string, limit: number): Promise<string[]> {
    return [...this.#rows]
      .filter(([id, { status }]) => status === 'UNKNOWN' && id > bookingId)
      .map(([id]) => id)
      .sort()
      .slice(0, limit);
  }
}
