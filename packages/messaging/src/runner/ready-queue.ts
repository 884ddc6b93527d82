/** Hands the consumer's loop all that is ready, up to a limit: batches grow with the load and are single when idle. */
export class ReadyQueue<T> {
  #items: T[] = [];
  #wake: (() => void) | undefined;
  #closed = false;

  push(item: T): void {
    this.#items.push(item);
    this.#wake?.();
  }

  /** At least one item, or none once the queue is closed and empty. */
  async takeUpTo(limit: number): Promise<T[]> {
    while (this.#items.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#wake = undefined;
    return this.#items.splice(0, limit);
  }

  close(): void {
    this.#closed = true;
    this.#wake?.();
  }
}
