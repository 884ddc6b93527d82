/** Answers many questions at once, in their order. */
export type AskMany<Q, A> = (questions: readonly Q[]) => Promise<readonly A[]>;

interface Waiting<Q, A> {
  readonly question: Q;
  readonly resolve: (answer: A) => void;
  readonly reject: (error: unknown) => void;
}

export interface BatcherLimits {
  readonly maxBatch: number;
  readonly maxCalls: number;
}

/**
 * Lets concurrent questions share calls: what is asked in one turn of the event loop, or while all calls are out,
 * goes together. With one call at a time the answers come in the order of the questions.
 */
export class Batcher<Q, A> {
  readonly #askMany: AskMany<Q, A>;
  readonly #limits: BatcherLimits;
  #waiting: Waiting<Q, A>[] = [];
  #calls = 0;
  #scheduled = false;

  constructor(askMany: AskMany<Q, A>, limits: BatcherLimits) {
    this.#askMany = askMany;
    this.#limits = limits;
  }

  ask(question: Q): Promise<A> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ question, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0 || this.#calls >= this.#limits.maxCalls) return;
    this.#scheduled = true;
    setImmediate(() => this.#begin());
  }

  #begin(): void {
    this.#scheduled = false;
    const batch = this.#waiting.splice(0, this.#limits.maxBatch);
    void this.#call(batch);
    this.#schedule();
  }

  async #call(batch: readonly Waiting<Q, A>[]): Promise<void> {
    this.#calls += 1;
    try {
      const answers = await this.#askMany(batch.map(({ question }) => question));
      for (const [index, { resolve }] of batch.entries()) resolve(answers[index] as A);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.#calls -= 1;
      this.#schedule();
    }
  }
}
