const PRIME = 0x01000193;

/** Everything that happens in a simulation, as a running hash; the lines themselves only when somebody wants them. */
export class Trace {
  readonly lines: string[] | undefined;
  #low = 0x811c9dc5;
  #high = 0x1b873593;
  #count = 0;

  constructor({ keepLines = false }: { keepLines?: boolean } = {}) {
    this.lines = keepLines ? [] : undefined;
  }

  get count(): number {
    return this.#count;
  }

  note(atMs: number, who: string, what: string): void {
    const line = `${atMs.toFixed(3)} ${who} ${what}`;
    this.#count += 1;
    this.lines?.push(line);
    for (let at = 0; at < line.length; at += 1) {
      const code = line.charCodeAt(at);
      this.#low = Math.imul(this.#low ^ code, PRIME);
      this.#high = Math.imul(this.#high ^ (code + (this.#low & 0xff)), PRIME);
    }
  }

  /** 16 hexadecimal digits: equal for runs in which the same happened at the same times. */
  get hash(): string {
    return [this.#high, this.#low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
  }
}
