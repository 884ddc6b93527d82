interface Group<T> {
  readonly items: T[];
  readonly sinceMs: number;
}

/**
 * Items that need not be handled yet, by what they belong to, the longest held first. They go with the next item of
 * their group that is handled, or by themselves when they have been held long enough.
 */
export class HeldBack<T> {
  readonly #groups = new Map<string, Group<T>>();
  readonly #groupOf: (item: T) => string | undefined;
  #size = 0;

  constructor(groupOf: (item: T) => string | undefined) {
    this.#groupOf = groupOf;
  }

  /** False when the item belongs to nothing: then nothing would ever come to take it along. */
  hold(item: T, nowMs: number): boolean {
    const id = this.#groupOf(item);
    if (id === undefined) return false;
    const group = this.#groups.get(id);
    if (group) group.items.push(item);
    else this.#groups.set(id, { items: [item], sinceMs: nowMs });
    this.#size += 1;
    return true;
  }

  /** What is held of the group of each of these, in the order of holding. */
  companionsOf(items: readonly T[]): T[] {
    if (this.#groups.size === 0) return [];
    return items.flatMap((item) => this.#take(this.#groupOf(item)));
  }

  heldSince(sinceMs: number): T[] {
    const due: T[] = [];
    for (const [id, group] of this.#groups) {
      if (group.sinceMs > sinceMs) break;
      due.push(...this.#take(id));
    }
    return due;
  }

  /** Items held. */
  get size(): number {
    return this.#size;
  }

  /** Since when the one is held that is held longest. */
  get oldestMs(): number | undefined {
    const [first] = this.#groups.values();
    return first?.sinceMs;
  }

  #take(id: string | undefined): T[] {
    const group = id === undefined ? undefined : this.#groups.get(id);
    if (id === undefined || !group) return [];
    this.#groups.delete(id);
    this.#size -= group.items.length;
    return group.items;
  }
}
