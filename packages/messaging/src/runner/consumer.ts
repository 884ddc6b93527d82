import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@wanderluxe/runtime';
import type { Codec } from '../avro/codec.ts';
import type { AnyHandler, Identified, Subscription } from '../handler.ts';
import type { RecordPublisher, RecordSource } from '../ports.ts';
import { commitBatch, type EventCommitter, type Settle, type Work } from './batch-step.ts';
import { DeadLetters, type Failure } from './dead-letters.ts';
import { handlersByTopic } from './handlers-by-topic.ts';
import { Intake, type Taken } from './intake.ts';
import type { ConsumerMetrics } from './metrics.ts';
import { ReadyQueue } from './ready-queue.ts';
import { Retrying } from './retrying.ts';

export interface ConsumerOptions {
  readonly group: string;
  readonly subscriptions: readonly Subscription[];
  readonly source: RecordSource;
  readonly codec: Pick<Codec, 'decode'>;
  readonly committer: EventCommitter;
  readonly publisher: RecordPublisher;
  readonly deadLetterTopicOf: (topic: string, group: string) => string;
  readonly logger: Logger;
  readonly metrics: ConsumerMetrics;
  /** Records in one transaction. */
  readonly maxBatch?: number;
  /** Records taken and not finished, over all partitions: the bound of memory and of concurrent `prepare` calls. */
  readonly capacity?: number;
  readonly random?: () => number;
  readonly nowMs?: () => number;
}

const DEFAULT_MAX_BATCH = 500;
const DEFAULT_CAPACITY = 2_000;
const COMMIT_INTERVAL_MS = 200;
const STOP_DRAIN_MS = 5_000;
const LAST_COMMIT_MS = 1_000;

interface Ready {
  readonly taken: Taken;
  readonly work: Work;
}

/**
 * From records to effects: decode, prepare (each on its own), then batches in one transaction, then the offsets.
 * Every record taken is finished exactly once: handled, or dead-lettered with its reason.
 */
export class Consumer {
  readonly #options: ConsumerOptions;
  readonly #handlers: ReadonlyMap<string, AnyHandler>;
  readonly #intake: Intake;
  readonly #retrying: Retrying;
  readonly #deadLetters: DeadLetters;
  readonly #ready = new ReadyQueue<Ready>();
  readonly #commits = new AbortController();
  /** Records that are left unfinished on purpose, because the process stops. */
  #handedBack = 0;
  #loop: Promise<void> = Promise.resolve();
  #committing: Promise<void> = Promise.resolve();

  /** @throws Error when a topic or a handler's name is subscribed twice. */
  constructor(options: ConsumerOptions) {
    const { source, capacity = DEFAULT_CAPACITY, logger, metrics, random = Math.random } = options;
    this.#options = options;
    this.#handlers = handlersByTopic(options.subscriptions);
    this.#intake = new Intake(source, capacity, (taken) => void this.#receive(taken));
    this.#retrying = new Retrying(logger, metrics, random);
    this.#deadLetters = new DeadLetters(options);
  }

  async start(): Promise<void> {
    this.#loop = this.#handleReady();
    this.#committing = this.#commitRegularly();
    await this.#options.source.start(this.#intake);
  }

  /** Joined, and no step is waiting for a dependency. */
  isReady(): boolean {
    return this.#options.source.isJoined() && !this.#retrying.waits.any;
  }

  get inHand(): number {
    return this.#intake.inHand;
  }

  /** Finishes what is in hand within a bound, commits, leaves the group; the rest is delivered again elsewhere. */
  async stop(): Promise<void> {
    const deadlineMs = Date.now() + STOP_DRAIN_MS;
    this.#retrying.stop();
    this.#intake.close();
    while (this.#intake.inHand > this.#handedBack && Date.now() < deadlineMs) await sleep(10);
    this.#ready.close();
    await within(deadlineMs - Date.now(), this.#loop);
    this.#commits.abort();
    await within(LAST_COMMIT_MS, this.#committing);
    await this.#options.source.stop();
  }

  /** Never throws: a record that cannot be prepared is dead-lettered, one whose dependency is away waits. */
  async #receive(taken: Taken): Promise<void> {
    const { record } = taken;
    const handler = this.#handlers.get(record.topic) as AnyHandler;
    const prepare = async () => {
      const decoded = this.#options.codec.decode(record.topic, record.value);
      const event = (decoded instanceof Promise ? await decoded : decoded) as Identified;
      const prepared = handler.prepare ? await handler.prepare({ event, record }) : undefined;
      this.#ready.push({ taken, work: { handler, received: { event, record, prepared } } });
    };
    const ending = await this.#retrying.run(prepare, { handler: handler.name, records: 1 });
    if (ending.kind === 'failed') await this.#deadLetter(taken, { ...ending, handler: handler.name });
    if (ending.kind === 'handed-back') this.#handedBack += 1;
  }

  async #handleReady(): Promise<void> {
    for (;;) {
      const batch = await this.#ready.takeUpTo(this.#options.maxBatch ?? DEFAULT_MAX_BATCH);
      if (batch.length === 0) return;
      await this.#handle(batch);
    }
  }

  /** Resolves when the batch is through, or when its one record was set aside to be tried again on its own. */
  #handle(batch: readonly Ready[]): Promise<void> {
    return new Promise((resolve) => {
      const onSetAside = batch.length === 1 ? resolve : undefined;
      void this.#handleToTheEnd(batch, onSetAside).then(resolve);
    });
  }

  async #handleToTheEnd(batch: readonly Ready[], onSetAside?: () => void): Promise<void> {
    const [first] = batch as readonly [Ready];
    const startedMs = performance.now();
    const context = { handler: first.work.handler.name, records: batch.length };
    let settle: Settle = async () => {};
    const commit = async () => {
      settle = await commitBatch(
        batch.map(({ work }) => work),
        this.#options.committer,
      );
    };
    const ending = await this.#retrying.run(commit, onSetAside ? { ...context, onSetAside } : context);
    if (ending.kind === 'one-by-one') return this.#handleEach(batch);
    if (ending.kind === 'failed') {
      onSetAside?.();
      return this.#deadLetter(first.taken, { ...ending, handler: context.handler });
    }
    if (ending.kind === 'handed-back' || !(await this.#settled(settle, context.handler))) {
      this.#handedBack += batch.length;
      return;
    }
    for (const { taken } of batch) taken.finish();
    this.#options.metrics.handled(batch.length, performance.now() - startedMs);
  }

  async #handleEach(batch: readonly Ready[]): Promise<void> {
    for (const one of batch) await this.#handle([one]);
  }

  /** False when the process stops first. The commit stands, so a settling that fails for good is only reported. */
  async #settled(settle: Settle, handler: string): Promise<boolean> {
    const ending = await this.#retrying.run(settle, { handler, records: 1 });
    if (ending.kind === 'failed')
      this.#options.logger.error('stored, but not settled outside the database', { ...ending, handler });
    return ending.kind !== 'handed-back';
  }

  async #deadLetter(taken: Taken, failure: Failure): Promise<void> {
    const parked = await this.#deadLetters.park(taken, failure, () => this.#retrying.stopping);
    if (!parked) this.#handedBack += 1;
  }

  async #commitRegularly(): Promise<void> {
    while (!this.#commits.signal.aborted) {
      await sleep(COMMIT_INTERVAL_MS, undefined, { signal: this.#commits.signal }).catch(() => {});
      await this.#commitOnce();
    }
  }

  /** A commit fails during a rebalance or while the coordinator is away; what was finished comes again and is known. */
  async #commitOnce(): Promise<void> {
    try {
      await this.#intake.commit();
    } catch (error) {
      this.#options.logger.debug('offsets were not committed, trying again', { error });
    }
  }
}

/** Waits for the work, but not longer. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  await Promise.race([work, sleep(Math.max(0, ms), undefined, { ref: false })]);
}
