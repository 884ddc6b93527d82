/** Hands the consumer's loop all that is ready, up to a limit: batches grow with the load and are single when idle. */
export class ReadyQueue<T> {
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
    while (this.#items.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#wake = undefined;
    return this.#items.splice(0, limit);
  }

  /** Drops what was not taken: it is unfinished, so it is delivered again to whoever is next. */
  close(): void {
    this.#closed = true;
    this.#items = [];
    this.#wake?.();
  }
}
