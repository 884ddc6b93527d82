import { ConflictError, type Transaction } from '@wanderluxe/messaging';
import { stage } from '@wanderluxe/messaging/memory';
import type { OpenBookings, OpenRow } from '../ports.ts';

/** Open bookings in memory, for tests. */
export class MemoryOpenBookings implements OpenBookings {
  readonly #rows = new Map<string, OpenRow>();

  async add(tx: Transaction, row: OpenRow): Promise<void> {
    if (this.#rows.has(row.id)) throw new ConflictError(`there is a row ${row.id}`);
    stage(tx, () => this.#rows.set(row.id, row));
  }

  async due(nowMs: number, limit: number): Promise<OpenRow[]> {
    return [...this.#rows.values()]
      .filter(({ dueAtMs }) => dueAtMs <= nowMs)
      .sort((a, b) => a.dueAtMs - b.dueAtMs)
      .slice(0, limit);
  }

  async replace(tx: Transaction, rows: readonly OpenRow[]): Promise<void> {
    stage(tx, () => {
      for (const row of rows) {
        if (row.bookings.length === 0) this.#rows.delete(row.id);
        else this.#rows.set(row.id, row);
      }
    });
  }

  async countAsked(nowMs: number): Promise<number> {
    return [...this.#rows.values()]
      .filter(({ isAsked, dueAtMs }) => isAsked && dueAtMs > nowMs)
      .reduce((sum, { bookings }) => sum + bookings.length, 0);
  }
}
