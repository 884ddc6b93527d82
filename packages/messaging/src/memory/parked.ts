import type { Parked, ParkedRow } from '../ports.ts';

const having = (ids: readonly string[], id: string): readonly string[] =>
  ids.includes(id) ? ids : [...ids, id];
const without = (ids: readonly string[], id: string): readonly string[] =>
  ids.filter((other) => other !== id);

export class MemoryParked implements Parked {
  readonly #rows = new Map<string, ParkedRow>();

  async find(orderingIds: readonly string[]): Promise<ParkedRow[]> {
    return [...new Set(orderingIds)].flatMap((id) => this.#rows.get(id) ?? []);
  }

  async park(orderingId: string, eventId: string, at: { level: number; dueAtMs: number }): Promise<void> {
    const { waiting, dead } = this.#rowOf(orderingId);
    this.#rows.set(orderingId, { orderingId, dead, waiting: having(waiting, eventId), ...at });
  }

  async join(orderingId: string, eventId: string): Promise<ParkedRow | undefined> {
    const row = this.#rows.get(orderingId);
    if (!row) return undefined;
    const joined = { ...row, waiting: having(row.waiting, eventId) };
    this.#rows.set(orderingId, joined);
    return joined;
  }

  async bury(orderingId: string, eventId: string): Promise<void> {
    const row = this.#rowOf(orderingId);
    const waiting = having(row.waiting, eventId);
    this.#rows.set(orderingId, { ...row, waiting, dead: having(row.dead, eventId) });
  }

  async revive(orderingId: string, eventId: string): Promise<void> {
    const row = this.#rows.get(orderingId);
    if (row) this.#rows.set(orderingId, { ...row, dead: without(row.dead, eventId) });
  }

  async leave(orderingId: string, eventId: string): Promise<void> {
    const row = this.#rows.get(orderingId);
    if (!row) return;
    const waiting = without(row.waiting, eventId);
    if (waiting.length === 0) this.#rows.delete(orderingId);
    else this.#rows.set(orderingId, { ...row, waiting, dead: without(row.dead, eventId) });
  }

  #rowOf(orderingId: string): ParkedRow {
    return this.#rows.get(orderingId) ?? { orderingId, waiting: [], dead: [], level: 0, dueAtMs: 0 };
  }
}
