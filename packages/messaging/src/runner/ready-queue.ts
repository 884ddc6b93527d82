import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { Pace } from '../pace.ts';

/** A transaction costs nearly the same for one record as for many. */
const BATCHES = { intervalMs: 20, worthwhile: 3 };

/** Hands the consumer's loop all that is ready, up to a limit: batches grow with the load and are single when idle. */
export class ReadyQueue<T> {
  readonly #pace = new Pace(BATCHES);
  #items: T[] = [];
  #wake: (() => void) | undefined;
  #closed = false;

  push(item: T): void {
    if (this.#closed) return;
    this.#items.push(item);
    this.#wake?.();
  }

  /** Ahead of all others, in the order given. */
  pushFirst(items: readonly T[]): void {
    if (this.#closed || items.length === 0) return;
    this.#items.unshift(...items);
    this.#wake?.();
  }

  /** At least one item, or none once the queue is closed. */
  async takeUpTo(limit: number): Promise<T[]> {
    await this.#some();
    await this.#gathered(limit);
    return this.#items.splice(0, limit);
  }

  /** What one fetch brought becomes ready within a turn; under load what comes a little later is waited for, too. */
  async #gathered(limit: number): Promise<void> {
    await nextTurn();
    const waitMs = this.#items.length < limit ? this.#pace.waitMs(Date.now()) : 0;
    if (waitMs > 0 && !this.#closed) await sleep(waitMs);
    this.#pace.begin(Date.now());
    this.#pace.count(Math.min(limit, this.#items.length), Date.now());
  }

  async #some(): Promise<void> {
    while (this.#items.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#wake = undefined;
  }

  /** Drops what was not taken: it is unfinished, so it is delivered again to whoever is next. */
  close(): void {
    this.#closed = true;
    this.#items = [];
    this.#wake?.();
  }
}
