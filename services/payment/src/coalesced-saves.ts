import { setTimeout as sleep } from 'node:timers/promises';
import { ConflictError, type EventCommitter, Pace } from '@wanderluxe/messaging';
import type { Payment } from './domain/payment.ts';
import type { Payments } from './ports.ts';

interface Waiting {
  readonly row: Payment;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Rows of one transaction. */
const MAX_ROWS = 500;
const MAX_TRIES = 3;
/** A transaction costs nearly the same for one row as for many. */
const SAVES = { intervalMs: 100, worthwhile: 10 };

/** Single saves without events: those that come while another is under way become one transaction. */
export class CoalescedSaves {
  readonly #payments: Payments;
  readonly #committer: EventCommitter;
  readonly #waiting = new Map<string, Waiting>();
  readonly #pace = new Pace(SAVES);
  #isSaving = false;

  constructor(payments: Payments, committer: EventCommitter) {
    this.#payments = payments;
    this.#committer = committer;
  }

  /** @throws ConflictError when the row is not at the version before any more; others saved with it do not suffer. */
  save(row: Payment): Promise<void> {
    const { bookingId } = row.facts;
    if (this.#waiting.has(bookingId)) return Promise.reject(changedMeanwhile(row));
    return new Promise((resolve, reject) => {
      this.#waiting.set(bookingId, { row, resolve, reject });
      if (!this.#isSaving) setImmediate(() => void this.#saveAll());
      this.#isSaving = true;
    });
  }

  async #saveAll(): Promise<void> {
    while (this.#waiting.size > 0) {
      const waitMs = this.#waiting.size < MAX_ROWS ? this.#pace.waitMs(Date.now()) : 0;
      if (waitMs > 0) await sleep(waitMs);
      this.#pace.begin(Date.now());
      const batch = [...this.#waiting].slice(0, MAX_ROWS);
      for (const [bookingId] of batch) this.#waiting.delete(bookingId);
      this.#pace.count(batch.length, Date.now());
      await this.#saveBatch(batch.map(([, waiting]) => waiting));
    }
    this.#isSaving = false;
  }

  /** Never throws. */
  async #saveBatch(batch: readonly Waiting[], tries = 1): Promise<void> {
    if (batch.length === 0) return;
    try {
      const rows = batch.map(({ row }) => row);
      await this.#committer.commit([], (tx) => this.#payments.save(tx, rows));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      const others = error instanceof ConflictError && tries < MAX_TRIES ? await this.#fitting(batch) : [];
      for (const waiting of batch) if (!others.includes(waiting)) waiting.reject(error);
      await this.#saveBatch(others, tries + 1);
    }
  }

  /** Those that still fit the rows that are stored; none when that cannot be read. */
  async #fitting(batch: readonly Waiting[]): Promise<Waiting[]> {
    try {
      const stored = await this.#payments.find(batch.map(({ row }) => row.facts.bookingId));
      return batch.filter(({ row }) => (stored.get(row.facts.bookingId)?.version ?? 0) === row.version - 1);
    } catch {
      return [];
    }
  }
}

const changedMeanwhile = ({ facts }: Payment): ConflictError =>
  new ConflictError(`payment ${facts.bookingId} was changed meanwhile`);
