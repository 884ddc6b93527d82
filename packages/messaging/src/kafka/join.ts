import { setImmediate as turn } from 'node:timers/promises';

/**
 * Whether a client is on its way into its group. Told to stop meanwhile, kafkajs forgets the member and joins all the
 * same, for good: the join has to be over first.
 */
export class Join {
  #over: Promise<void> = Promise.resolve();
  #end = (): void => {};

  begins(): void {
    this.#end();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#over = promise;
    this.#end = resolve;
  }

  ends(): void {
    this.#end();
  }

  /** Resolves when none is under way. */
  async over(): Promise<void> {
    await this.#over;
    // The client says that it has joined a moment before it is ready to be stopped.
    await turn();
  }
}
