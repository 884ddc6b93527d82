interface Answer {
  readonly topicName: string;
  readonly partition: number;
}

/** How a client chooses a record's partition. */
type Partitioner<A extends { readonly topic: string }> = (args: A) => number;

/**
 * Remembers which partitions the records of one send were put into, to see that each was acknowledged. A client that
 * asks several brokers at once may take the answer of one for the answer about a partition that moved to it meanwhile.
 */
export class SendTargets {
  readonly #partitions = new Set<string>();

  /** Forgets the send before. */
  begin(): void {
    this.#partitions.clear();
  }

  /** The same partitioner, whose choices are remembered. */
  watching<A extends { readonly topic: string }>(partitioner: Partitioner<A>): Partitioner<A> {
    return (args) => {
      const partition = partitioner(args);
      this.#partitions.add(`${args.topic}/${partition}`);
      return partition;
    };
  }

  /** @throws Error naming the partitions that no answer speaks of: their records may never have been sent */
  requireAll(answers: readonly Answer[]): void {
    const answered = new Set(answers.map(({ topicName, partition }) => `${topicName}/${partition}`));
    const missing = [...this.#partitions].filter((target) => !answered.has(target));
    if (missing.length > 0) throw new Error(`no broker acknowledged ${missing.join(', ')}`);
  }
}
