interface UnderWay {
  readonly orderingIds: ReadonlySet<string>;
  readonly gathered: Promise<void>;
  readonly ended: Promise<void>;
}

const NOTHING: UnderWay = {
  orderingIds: new Set(),
  gathered: Promise.resolve(),
  ended: Promise.resolve(),
};

/** Called by a batch when it is gathered: resolves when it may commit. */
export type MayCommit = () => Promise<void>;

/**
 * Two batches under way at most: while one commits the next one is gathered, and it commits when that is over. Gathering,
 * commits, offsets and what one ordering id meets keep their order; only the database and this process work at the same
 * time instead of waiting for each other.
 */
export class Overlap {
  #before = NOTHING;
  #current = NOTHING;

  /** Resolves when another may be gathered: with much waiting beside the commit that is under way, else after it. */
  async mayTake(isMuchWaiting: boolean): Promise<void> {
    if (!isMuchWaiting) return this.#current.ended;
    await this.#before.ended;
    await this.#current.gathered;
  }

  /**
   * Begins a batch. One that has an ordering id in common with the one before, or something without one, begins when that
   * has ended.
   */
  async begin(
    orderingIds: readonly (string | undefined)[],
    handle: (mayCommit: MayCommit) => Promise<void>,
  ): Promise<void> {
    const isApart = !orderingIds.some((id) => id === undefined || this.#current.orderingIds.has(id));
    if (!isApart) await this.#current.ended;
    this.#before = this.#current;
    const { ended: mayCommit } = this.#before;
    const gathered = Promise.withResolvers<void>();
    const ended = handle(() => {
      gathered.resolve();
      return mayCommit;
    });
    this.#current = {
      orderingIds: new Set(orderingIds.filter((id) => id !== undefined)),
      // One that has nothing to commit says so by its end.
      gathered: Promise.race([gathered.promise, ended]),
      ended,
    };
  }

  /** Resolves when all have ended. */
  async ended(): Promise<void> {
    await this.#before.ended;
    await this.#current.ended;
  }
}
