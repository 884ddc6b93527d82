/** Streams that go on until they are ended: by their outcome, by their client, or because the service stops. */
export class OpenStreams {
  readonly #ends = new Set<() => void>();
  #isOver = false;

  /** Once the service stops, a new one is ended at once: its client comes again, elsewhere. */
  add(end: () => void): void {
    if (this.#isOver) end();
    else this.#ends.add(end);
  }

  delete(end: () => void): void {
    this.#ends.delete(end);
  }

  endAll(): void {
    this.#isOver = true;
    for (const end of [...this.#ends]) end();
  }
}
