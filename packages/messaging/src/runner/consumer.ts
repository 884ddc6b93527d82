import { setTimeout as sleep } from 'node:timers/promises';
import { inSteps, noTracer } from '@wanderluxe/runtime';
import type { AnyHandler, Identified } from '../handler.ts';
import type { TopicPartition } from '../ports.ts';
import { Aside } from './aside.ts';
import { commitBatch, type Settling } from './batch-step.ts';
import { traceparentIn } from './causes.ts';
import type { ConsumerOptions } from './consumer-options.ts';
import { handlersByTopic } from './handlers-by-topic.ts';
import { Intake, type Taken } from './intake.ts';
import { type Item, type ReadItem, workOf } from './item.ts';
import { type MayCommit, Overlap } from './overlap.ts';
import { Parking } from './parking.ts';
import { ReadyQueue } from './ready-queue.ts';
import { endingSpan, openRecordSpan } from './record-span.ts';
import { retryTopicsOf } from './retry-options.ts';
import { dueAtMsOf, unwrap } from './retry-record.ts';
import { type Ending, Retrying } from './retrying.ts';
import { roundsOf } from './rounds.ts';

const DEFAULT_MAX_BATCH = 500;
const DEFAULT_CAPACITY = 4_000;
const COMMIT_INTERVAL_MS = 200;
/** Longer than a handler's call may take, 5 s by default. */
const DRAIN_MS = 5_200;
const LAST_COMMIT_MS = 400;
const LEAVE_MS = 1_000;
/** What `stop` takes at most. */
export const CONSUMER_STOP_MS = DRAIN_MS + LAST_COMMIT_MS + LEAVE_MS;

/**
 * From records to effects: decode, prepare (each on its own), then batches in one transaction, then the offsets.
 * Every record taken is finished exactly once: handled, set aside to a retry topic, or dead-lettered with its reason.
 */
export class Consumer {
  readonly #options: ConsumerOptions;
  readonly #handlers: ReadonlyMap<string, AnyHandler>;
  readonly #intake: Intake;
  readonly #retrying: Retrying;
  readonly #parking: Parking;
  readonly #originals: ReadonlyMap<string, string>;
  readonly #ready: ReadyQueue<ReadItem>;
  readonly #aside = new Aside<ReadItem>();
  readonly #commits = new AbortController();
  /** Records that are left unfinished on purpose, because the process stops. */
  #handedBack = 0;
  #assigned: readonly TopicPartition[] = [];
  #loop: Promise<void> = Promise.resolve();
  #committing: Promise<void> = Promise.resolve();

  /** @throws Error when a topic or a handler's name is subscribed twice. */
  constructor(options: ConsumerOptions) {
    const { source, capacity = DEFAULT_CAPACITY, logger, metrics, random = Math.random } = options;
    this.#options = options;
    // What is held counts as in hand: there must be room for what it waits for.
    const patience = {
      mayWait: ({ handler, event }: ReadItem) => handler.mayWait?.(event) ?? false,
      groupOf: ({ orderingId }: ReadItem) => orderingId,
    };
    this.#ready = new ReadyQueue<ReadItem>(patience, capacity / 2);
    this.#handlers = handlersByTopic(options.subscriptions);
    const { group, retries } = options;
    this.#originals = retries ? retryTopicsOf(this.#handlers.keys(), group, retries) : new Map();
    this.#intake = new Intake(
      source,
      capacity,
      (taken) => void this.#receive(taken),
      (record) => (this.#originals.has(record.topic) ? dueAtMsOf(record) : 0),
    );
    this.#retrying = new Retrying(logger, metrics, random, undefined, options.identify);
    this.#parking = new Parking(options, this.#retrying, () => {
      this.#handedBack += 1;
    });
  }

  async start(): Promise<void> {
    this.#loop = this.#handleReady();
    this.#committing = this.#commitRegularly();
    const { source, metrics } = this.#options;
    await source.start({
      offer: (records) => this.#intake.offer(records),
      assigned: (partitions) => {
        metrics.assigned(partitions.length);
        this.#assigned = partitions;
        this.#intake.assigned(partitions);
      },
    });
  }

  /** Joined, and no step is waiting for a dependency. */
  isReady(): boolean {
    return this.#options.source.isJoined() && !this.#retrying.waits.any;
  }

  get inHand(): number {
    return this.#intake.inHand;
  }

  /** A step waits for a dependency that is away: a restart would not help. */
  get isWaiting(): boolean {
    return this.#retrying.waits.any;
  }

  /** What the group gave this member last. */
  get assigned(): readonly TopicPartition[] {
    return this.#assigned;
  }

  /** Finishes what is in hand within a bound, commits, leaves the group; the rest is delivered again elsewhere. */
  stop(): Promise<void> {
    const { source, logger } = this.#options;
    const steps = [
      { name: 'finish what is in hand', withinMs: DRAIN_MS, stop: () => this.#drain() },
      { name: 'commit', withinMs: LAST_COMMIT_MS, stop: () => this.#commitLast() },
      { name: 'leave the group', withinMs: LEAVE_MS, stop: () => source.stop() },
    ];
    return inSteps(steps, { withinMs: CONSUMER_STOP_MS, logger })();
  }

  async #drain(): Promise<void> {
    const deadlineMs = Date.now() + DRAIN_MS;
    this.#retrying.stop();
    this.#intake.close();
    this.#ready.hurry();
    while (this.#intake.inHand > this.#handedBack && Date.now() < deadlineMs) await sleep(10);
    this.#ready.close();
    await this.#loop;
  }

  async #commitLast(): Promise<void> {
    this.#commits.abort();
    await this.#committing;
  }

  /** Never throws: a record that cannot be prepared is set aside, one whose dependency is away waits. */
  async #receive(taken: Taken): Promise<void> {
    const item = this.#itemOf(taken);
    const { handler, unwrapped } = item;
    let read: ReadItem | undefined;
    const ending = await this.#retrying.run(
      async () => {
        read = await this.#read(item);
      },
      { handler: handler.name, records: 1, about: item },
    );
    if (ending.kind === 'failed' && unwrapped.retry.discarded) return item.taken.finish();
    if (ending.kind === 'failed') return this.#parking.unreadable(item, ending);
    if (!read) this.#handedBack += 1;
    else if (handler.prepare) await this.#prepare(read);
    else this.#ready.push(read);
  }

  #itemOf(taken: Taken): Item {
    const { group, tracer = noTracer } = this.#options;
    const unwrapped = unwrap(taken.record, this.#originals.get(taken.record.topic));
    const handler = this.#handlers.get(unwrapped.record.topic) as AnyHandler;
    const span = openRecordSpan(tracer, group, unwrapped);
    return { taken: span ? endingSpan(taken, span) : taken, unwrapped, handler, span };
  }

  async #read(item: Item): Promise<ReadItem> {
    const { codec, retries, identify } = this.#options;
    const { topic, value } = item.unwrapped.record;
    const decoded = codec.decode(topic, value);
    const event = (decoded instanceof Promise ? await decoded : decoded) as Identified;
    if (item.span && identify) item.span.set(identify(event as never));
    return { ...item, event, orderingId: retries?.orderingIdOf(event as never), prepared: undefined };
  }

  /** Whoever waits behind another does not even prepare: that may be a charge. */
  async #prepare(item: ReadItem): Promise<void> {
    const [going] = await this.#parking.whoseTurn([item]);
    if (!going) return;
    const { handler, event, unwrapped, span } = item;
    const { record } = unwrapped;
    const traceparent = span?.traceparent ?? traceparentIn(record);
    let prepared: unknown;
    const prepare = async () => {
      prepared = await handler.prepare?.({ event, record, traceparent });
    };
    const setAside = this.#settingAside(item);
    const ending = await this.#retrying.run(prepare, {
      handler: handler.name,
      records: 1,
      about: item,
      onSetAside: setAside.open,
    });
    if (ending.kind === 'done') return setAside.close({ ...item, prepared });
    await this.#giveUp(item, ending);
    setAside.close();
  }

  /** While it is open, items with the same ordering id are held; then they go on, behind this one if it does. */
  #settingAside({ orderingId }: ReadItem) {
    let opened = false;
    return {
      open: () => {
        if (opened || orderingId === undefined) return;
        opened = true;
        this.#aside.open(orderingId);
      },
      close: (...going: ReadItem[]) => {
        if (!opened || orderingId === undefined) for (const item of going) this.#ready.push(item);
        else this.#ready.pushFirst([...going, ...this.#aside.close(orderingId)]);
      },
    };
  }

  async #giveUp(item: ReadItem, ending: Ending): Promise<void> {
    if (ending.kind === 'failed') await this.#parking.failed(item, ending);
    else this.#handedBack += 1;
  }

  async #handleReady(): Promise<void> {
    const { maxBatch = DEFAULT_MAX_BATCH } = this.#options;
    const overlap = new Overlap();
    for (;;) {
      await overlap.mayTake(this.#ready.size >= maxBatch);
      const batch = await this.#ready.takeUpTo(maxBatch);
      if (batch.length === 0) return overlap.ended();
      await overlap.begin(
        batch.map(({ orderingId }) => orderingId),
        (mayCommit) => this.#handleThoseInTurn(batch, mayCommit),
      );
    }
  }

  async #handleThoseInTurn(batch: readonly ReadItem[], mayCommit?: MayCommit): Promise<void> {
    const free = batch.filter((item) => !this.#aside.hold(item.orderingId, item));
    const going = free.length > 0 ? await this.#parking.whoseTurn(free) : [];
    const [first, ...later] = roundsOf(going);
    if (first) await this.#handle(first, mayCommit);
    // The first round may have set aside what these belong to.
    for (const round of later) await this.#handleThoseInTurn(round, mayCommit);
  }

  /** Resolves when the batch is through, or when its one record was set aside to be tried again on its own. */
  #handle(batch: readonly ReadItem[], mayCommit?: MayCommit): Promise<void> {
    return new Promise((resolve) => {
      if (batch.length > 1) return void this.#handleTogether(batch, { mayCommit }).then(resolve);
      const [item] = batch as readonly [ReadItem];
      const setAside = this.#settingAside(item);
      const onSetAside = () => {
        setAside.open();
        resolve();
      };
      void this.#handleTogether(batch, { mayCommit, onSetAside }).then(() => {
        setAside.close();
        resolve();
      });
    });
  }

  async #handleTogether(
    batch: readonly ReadItem[],
    { mayCommit, onSetAside }: { mayCommit?: MayCommit | undefined; onSetAside?: () => void },
  ): Promise<void> {
    const [first] = batch as readonly [ReadItem];
    const startedMs = performance.now();
    const about = batch.length === 1 ? first : undefined;
    const context = { handler: first.handler.name, records: batch.length, about, alarmAs: 'commit' } as const;
    let settlings: readonly Settling[] = [];
    const commit = async () => {
      settlings = await commitBatch(batch.map(workOf), this.#options.committer, mayCommit);
    };
    const ending = await this.#retrying.run(commit, onSetAside ? { ...context, onSetAside } : context);
    if (ending.kind === 'one-by-one') return this.#handleEach(batch, mayCommit);
    if (ending.kind === 'failed') {
      onSetAside?.();
      return this.#parking.failed(first, ending);
    }
    if (ending.kind === 'handed-back' || !(await this.#settled(settlings))) {
      this.#handedBack += batch.length;
      return;
    }
    for (const { taken } of await this.#parking.leave(batch)) taken.finish();
    this.#options.metrics.handled(countByTopic(batch), performance.now() - startedMs);
  }

  async #handleEach(batch: readonly ReadItem[], mayCommit?: MayCommit): Promise<void> {
    for (const one of batch) await this.#handleThoseInTurn([one], mayCommit);
  }

  /** False when the process stops first. The commit stands, so a settling that fails for good is only reported. */
  async #settled(settlings: readonly Settling[]): Promise<boolean> {
    const endings = settlings.map(async (settling) => {
      const { handler } = settling;
      const context = { handler, records: 1, alarmAs: 'settle' } as const;
      const ending = await this.#retrying.run(() => settling.settle(), context);
      if (ending.kind !== 'failed') return ending;
      this.#options.metrics.alarm(handler, 'settle');
      this.#options.logger.error('stored, but not settled outside the database', { ...ending, handler });
      return ending;
    });
    return (await Promise.all(endings)).every(({ kind }) => kind !== 'handed-back');
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

function countByTopic(batch: readonly Item[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { unwrapped } of batch) {
    const { topic } = unwrapped.record;
    counts.set(topic, (counts.get(topic) ?? 0) + 1);
  }
  return counts;
}
