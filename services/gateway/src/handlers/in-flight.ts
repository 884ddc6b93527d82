/** Requests under way and events in doubt, all together: what the gateway remembers of them is bounded. */
export class InFlight {
  readonly #max: number;
  #count = 0;

  constructor(max: number) {
    this.#max = max;
  }

  count(): number {
    return this.#count;
  }

  /** Does the work, or answers `full` without it when too much is in flight already. */
  async during<T>(work: () => Promise<T>): Promise<T | 'full'> {
    if (this.#count >= this.#max) return 'full';
    return this.#counted(work);
  }

  /** Counts what outlives the request that was let in for it, without a second admission. */
  async until(settled: Promise<unknown>): Promise<void> {
    await this.#counted(() => settled);
  }

  async #counted<T>(work: () => Promise<T>): Promise<T> {
    this.#count += 1;
    try {
      return await work();
    } finally {
      this.#count -= 1;
    }
  }
}
