/** Items behind one with the same ordering id that is being tried again; they wait in memory, in order. */
export class Aside<T> {
  readonly #lines = new Map<string, { openers: number; readonly held: T[] }>();

  open(orderingId: string): void {
    const line = this.#lines.get(orderingId) ?? { openers: 0, held: [] };
    line.openers += 1;
    this.#lines.set(orderingId, line);
  }

  /** Keeps the item and answers true when somebody before it is being tried again. */
  hold(orderingId: string | undefined, item: T): boolean {
    const line = orderingId === undefined ? undefined : this.#lines.get(orderingId);
    line?.held.push(item);
    return line !== undefined;
  }

  /** Ends what `open` began; answers who may go on now. */
  close(orderingId: string): T[] {
    const line = this.#lines.get(orderingId);
    if (!line) return [];
    line.openers -= 1;
    if (line.openers > 0) return [];
    this.#lines.delete(orderingId);
    return line.held;
  }
}
