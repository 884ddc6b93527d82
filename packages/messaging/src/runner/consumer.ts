import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@wanderluxe/runtime';
import type { Codec } from '../avro/codec.ts';
import type { AnyHandler, Identified, Subscription } from '../handler.ts';
import type { RecordPublisher, RecordSource } from '../ports.ts';
import { type EventCommitter, handleBatch, type Work } from './batch-step.ts';
import { deadLetterOf } from './dead-letter.ts';
import { Intake, type Taken } from './intake.ts';
import type { ConsumerMetrics } from './metrics.ts';
import { ReadyQueue } from './ready-queue.ts';
import { type Recovery, recover } from './recovery.ts';

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
  readonly #ready = new ReadyQueue<Ready>();
  readonly #waitingFor = new Map<string, number>();
  readonly #commits = new AbortController();
  #stopping = false;
  #loop: Promise<void> = Promise.resolve();
  #committing: Promise<void> = Promise.resolve();

  constructor(options: ConsumerOptions) {
    this.#options = options;
    this.#handlers = new Map(
      options.subscriptions.flatMap(({ topics, handler }) => topics.map((topic) => [topic, handler])),
    );
    this.#intake = new Intake(
      options.source,
      options.capacity ?? DEFAULT_CAPACITY,
      (taken) => void this.#receive(taken),
    );
  }

  async start(): Promise<void> {
    this.#loop = this.#handleReady();
    this.#committing = this.#commitRegularly();
    await this.#options.source.start(this.#intake);
  }

  /** Joined, and no step is waiting for a dependency. */
  isReady(): boolean {
    return this.#options.source.isJoined() && this.#waitingFor.size === 0;
  }

  get inHand(): number {
    return this.#intake.inHand;
  }

  /** Finishes what is in hand within a bound, commits, leaves the group; the rest is delivered again elsewhere. */
  async stop(): Promise<void> {
    const deadlineMs = Date.now() + STOP_DRAIN_MS;
    this.#stopping = true;
    this.#intake.close();
    while (this.#intake.inHand > 0 && Date.now() < deadlineMs) await sleep(10);
    this.#ready.close();
    await Promise.race([this.#loop, sleep(Math.max(0, deadlineMs - Date.now()))]);
    this.#commits.abort();
    await this.#committing;
    await this.#options.source.stop();
  }

  /** Never throws: a record that cannot be prepared is dead-lettered, one whose dependency is away waits. */
  async #receive(taken: Taken): Promise<void> {
    const { record } = taken;
    const handler = this.#handlers.get(record.topic) as AnyHandler;
    await this.#untilDone([taken], handler.name, async () => {
      const decoded = this.#options.codec.decode(record.topic, record.value);
      const event = (decoded instanceof Promise ? await decoded : decoded) as Identified;
      const prepared = handler.prepare ? await handler.prepare({ event, record }) : undefined;
      this.#ready.push({ taken, work: { handler, received: { event, record, prepared } } });
    });
  }

  async #handleReady(): Promise<void> {
    for (;;) {
      const batch = await this.#ready.takeUpTo(this.#options.maxBatch ?? DEFAULT_MAX_BATCH);
      if (batch.length === 0) return;
      await this.#handle(batch);
    }
  }

  async #handle(batch: readonly Ready[]): Promise<void> {
    const [first] = batch;
    const startedMs = performance.now();
    await this.#untilDone(
      batch.map(({ taken }) => taken),
      first?.work.handler.name ?? '',
      async () => {
        await handleBatch(
          batch.map(({ work }) => work),
          this.#options.committer,
        );
        for (const { taken } of batch) taken.finish();
        this.#options.metrics.handled(batch.length, performance.now() - startedMs);
      },
      async () => {
        for (const one of batch) await this.#handle([one]);
      },
    );
  }

  /** Runs a step until it succeeded, was split up, or its record was dead-lettered. */
  async #untilDone(
    takens: readonly Taken[],
    handler: string,
    step: () => Promise<void>,
    oneByOne: () => Promise<void> = async () => {},
  ): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await step();
      } catch (error) {
        const recovery = this.#recoveryFor(error, attempt, takens.length, handler);
        if (recovery.kind === 'one-by-one') return oneByOne();
        if (recovery.kind === 'dead-letter')
          return this.#deadLetter(takens[0] as Taken, handler, error, attempt);
        if (this.#stopping) return; // unfinished, so it is delivered again to whoever is next
        await this.#waiting(recovery);
      }
    }
  }

  #recoveryFor(error: unknown, attempt: number, records: number, handler: string): Recovery {
    const { random = Math.random, logger, metrics } = this.#options;
    const recovery = recover({ error, attempt, batchSize: records, random: random() });
    metrics.failed(recovery.kind);
    const level = recovery.kind === 'dead-letter' ? 'error' : 'warn';
    logger[level]('a step failed', { handler, attempt, records, recovery: recovery.kind, error });
    return recovery;
  }

  async #waiting(recovery: Recovery & { delayMs: number }): Promise<void> {
    if (recovery.kind !== 'wait') return sleep(recovery.delayMs);
    const { dependency, delayMs } = recovery;
    this.#waitingFor.set(dependency, (this.#waitingFor.get(dependency) ?? 0) + 1);
    await sleep(delayMs);
    const left = (this.#waitingFor.get(dependency) ?? 1) - 1;
    if (left === 0) this.#waitingFor.delete(dependency);
    else this.#waitingFor.set(dependency, left);
  }

  async #deadLetter(taken: Taken, handler: string, error: unknown, attempts: number): Promise<void> {
    const { group, deadLetterTopicOf, publisher, nowMs = Date.now, logger } = this.#options;
    const topic = deadLetterTopicOf(taken.record.topic, group);
    const letter = deadLetterOf(taken.record, { group, handler, error, attempts, nowMs: nowMs() }, topic);
    for (;;) {
      try {
        await publisher.publish([letter]);
        return taken.finish();
      } catch (failure) {
        logger.warn('a dead letter was not published yet', { topic, error: failure });
        await sleep(COMMIT_INTERVAL_MS);
      }
    }
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
