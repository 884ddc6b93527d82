/**
 * Which records of one partition are taken and which of them are finished. Work finishes out of order; only the
 * end of the finished prefix may be committed, so that a crash repeats work but never skips it.
 */
export class OffsetTracker {
  /** Taken offsets in order, from the first unfinished one on. */
  #taken: number[] = [];
  readonly #finished = new Set<number>();
  #highestTaken = -1;
  #committable: number | undefined;
  #dirty = false;
  /** Delivery starts again, and it is not known yet from where. */
  #isRestarting = false;
  #deliveredFrom = 0;

  /**
   * Delivery starts again from what is committed, perhaps by a member that had the partition meanwhile. Nothing is
   * committed until that position is known: it must not move back.
   */
  restart(): void {
    this.#isRestarting = true;
  }

  /** The first record of a delivery: everything before it is committed. */
  delivered(offset: number): void {
    if (!this.#isRestarting) return;
    this.#isRestarting = false;
    this.#deliveredFrom = offset;
    for (const taken of this.#taken) if (taken < offset) this.#finished.delete(taken);
    this.#taken = this.#taken.filter((taken) => taken >= offset);
    if (this.#committable !== undefined && this.#committable <= offset) this.#committable = undefined;
    this.#dirty = this.#committable !== undefined;
    this.#advance();
  }

  /** False when the record was taken before: a rebalance delivers again what is not committed yet. */
  take(offset: number): boolean {
    if (offset <= this.#highestTaken) {
      // Delivered again because a commit was lost: what is finished must be committed once more.
      this.#dirty = this.#committable !== undefined;
      return false;
    }
    this.#highestTaken = offset;
    this.#taken.push(offset);
    return true;
  }

  finish(offset: number): void {
    if (offset < this.#deliveredFrom) return;
    this.#finished.add(offset);
    this.#advance();
  }

  #advance(): void {
    let prefix = 0;
    for (const taken of this.#taken) {
      if (!this.#finished.delete(taken)) break;
      this.#committable = taken + 1;
      this.#dirty = true;
      prefix += 1;
    }
    if (prefix > 0) this.#taken.splice(0, prefix);
  }

  /** The offset to commit, once for each change; undefined when there is nothing new. */
  takeCommit(): number | undefined {
    if (!this.#dirty || this.#isRestarting) return undefined;
    this.#dirty = false;
    return this.#committable;
  }

  /** The last commit did not go through. */
  commitFailed(): void {
    this.#dirty = this.#committable !== undefined;
  }

  get inFlight(): number {
    return this.#taken.length;
  }
}
