import { ConflictError } from '../errors.ts';
import type { Lease, Outbox, OutboxRow, Transaction, UnitOfWork } from '../ports.ts';

type Mutation = () => void;

const staged = new WeakMap<object, Mutation[]>();

/** Adds a change to a memory transaction: it happens at the commit, together with all others, or not at all. */
export function stage(tx: Transaction, mutation: Mutation): void {
  const mutations = staged.get(tx);
  if (!mutations) throw new Error('this transaction was not started by MemoryUnitOfWork, or is over');
  mutations.push(mutation);
}

/** Transactions one after the other; a body that throws changes nothing. */
export class MemoryUnitOfWork implements UnitOfWork {
  #last: Promise<void> = Promise.resolve();

  run(body: (tx: Transaction) => Promise<void>): Promise<void> {
    const result = this.#last.then(() => this.#transact(body));
    this.#last = result.catch(() => {});
    return result;
  }

  async #transact(body: (tx: Transaction) => Promise<void>): Promise<void> {
    const tx = {} as Transaction;
    const mutations: Mutation[] = [];
    staged.set(tx, mutations);
    try {
      await body(tx);
      for (const mutate of mutations) mutate();
    } finally {
      staged.delete(tx);
    }
  }
}

export class MemoryOutbox implements Outbox {
  readonly #rows = new Map<string, OutboxRow>();
  readonly #unpublished = new Map<string, OutboxRow>();

  async append(tx: Transaction, row: OutboxRow): Promise<void> {
    if (this.#rows.has(row.id)) throw new ConflictError(`outbox row ${row.id} is there already`);
    stage(tx, () => {
      this.#rows.set(row.id, row);
      this.#unpublished.set(row.id, row);
    });
  }

  async markPublished(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#unpublished.delete(id);
  }

  async unpublished(createdBeforeMs: number, limit: number): Promise<OutboxRow[]> {
    return [...this.#unpublished.values()]
      .filter((row) => row.createdAtMs <= createdBeforeMs)
      .sort((a, b) => a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1))
      .slice(0, limit);
  }

  /** Every row ever appended, in the order of the commits. */
  all(): (OutboxRow & { isPublished: boolean })[] {
    return [...this.#rows.values()].map((row) => ({ ...row, isPublished: !this.#unpublished.has(row.id) }));
  }

  async countUnpublished({ fromMs, toMs }: { fromMs: number; toMs: number }): Promise<number> {
    const rows = await this.unpublished(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    return rows.filter(({ createdAtMs }) => createdAtMs < fromMs || createdAtMs > toMs).length;
  }
}

export class MemoryLease implements Lease {
  #holder: string | undefined;
  #expiresAtMs = 0;

  async acquire(holder: string, nowMs: number, leaseMs: number): Promise<boolean> {
    const isValid = nowMs < this.#expiresAtMs && this.#expiresAtMs <= nowMs + 2 * leaseMs;
    if (this.#holder !== holder && this.#holder !== undefined && isValid) return false;
    this.#holder = holder;
    this.#expiresAtMs = nowMs + leaseMs;
    return true;
  }

  async release(holder: string): Promise<void> {
    if (this.#holder === holder) this.#holder = undefined;
  }
}
