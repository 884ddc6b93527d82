import { ConflictError, type Transaction } from '@wanderluxe/messaging';
import { stage } from '@wanderluxe/messaging/memory';
import type { Due, ListedStatus, Payment } from '../domain/payment.ts';
import type { DuePage, Payments, Reminder } from '../ports.ts';

/** Payments in memory, for tests and simulation. */
export class MemoryPayments implements Payments {
  readonly #rows = new Map<string, Payment>();
  readonly #touched = new WeakMap<Transaction, Map<string, number>>();

  async find(bookingIds: readonly string[]): Promise<ReadonlyMap<string, Payment>> {
    return new Map(
      bookingIds.flatMap((id) => {
        const payment = this.#rows.get(id);
        return payment ? [[id, payment] as const] : [];
      }),
    );
  }

  async save(tx: Transaction, changes: readonly Payment[]): Promise<void> {
    const touched = this.#touched.get(tx) ?? new Map<string, number>();
    this.#touched.set(tx, touched);
    for (const payment of changes) {
      const { bookingId } = payment.facts;
      const version = touched.get(bookingId) ?? this.#rows.get(bookingId)?.version ?? 0;
      if (version !== payment.version - 1) {
        throw new ConflictError(`payment ${bookingId} was changed meanwhile`);
      }
      touched.set(bookingId, payment.version);
      stage(tx, () => this.#rows.set(bookingId, payment));
    }
  }

  /** Every row. */
  all(): Payment[] {
    return [...this.#rows.values()];
  }

  async due(due: Due, { afterId, limit, pendingSinceMs }: DuePage): Promise<Reminder[]> {
    return [...this.#rows]
      .filter(([id, row]) => row.due === due && id > afterId)
      .filter(([, row]) => row.status !== 'PENDING' || row.updatedAtMs <= pendingSinceMs)
      .map(([bookingId, { traceId }]) => ({ bookingId, due, traceId }))
      .sort((a, b) => (a.bookingId < b.bookingId ? -1 : 1))
      .slice(0, limit);
  }

  async withStatus(status: ListedStatus, limit: number): Promise<Payment[]> {
    return [...this.#rows.values()]
      .filter((row) => row.status === status && row.due !== null)
      .sort((a, b) => (a.facts.bookingId < b.facts.bookingId ? -1 : 1))
      .slice(0, limit);
  }
}
