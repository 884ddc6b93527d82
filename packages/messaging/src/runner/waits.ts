/** Which dependencies steps are waiting for now, and how many steps each. */
export class Waits {
  readonly #steps = new Map<string, number>();

  get any(): boolean {
    return this.#steps.size > 0;
  }

  async during<T>(dependency: string, wait: () => Promise<T>): Promise<T> {
    this.#steps.set(dependency, (this.#steps.get(dependency) ?? 0) + 1);
    try {
      return await wait();
    } finally {
      const left = (this.#steps.get(dependency) ?? 1) - 1;
      if (left === 0) this.#steps.delete(dependency);
      else this.#steps.set(dependency, left);
    }
  }
}
