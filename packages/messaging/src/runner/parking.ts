import { DependencyUnavailableError } from '../errors.ts';
import type { OutgoingRecord, Parked, ParkedRow, RecordPublisher } from '../ports.ts';
import { deadLetterOf } from './dead-letter.ts';
import type { Item, ReadItem } from './item.ts';
import type { ConsumerMetrics } from './metrics.ts';
import { ParkedLookup } from './parked-lookup.ts';
import { failureClassOf } from './recovery.ts';
import { RETRY_DELAYS_MS, type RetryOptions } from './retry-options.ts';
import { retryRecordOf } from './retry-record.ts';
import type { Retrying } from './retrying.ts';

export interface ParkingOptions {
  readonly group: string;
  readonly publisher: RecordPublisher;
  readonly deadLetterTopicOf: (topic: string, group: string) => string;
  readonly retries?: RetryOptions;
  readonly metrics: Pick<ConsumerMetrics, 'setAside'>;
  readonly random?: () => number;
  readonly nowMs?: () => number;
}

export interface Failure {
  readonly error: unknown;
  readonly attempts: number;
}

/** What the dead letter of a record says that failed only because the one before it did. */
export class BehindDeadLetterError extends Error {
  constructor(eventId: string) {
    super(`behind ${eventId}`);
    this.name = 'BehindDeadLetterError';
  }
}

/** Each place in line comes this much after the one before it. */
const FOLLOW_MS = 500;

/**
 * Sets records aside: into the next retry topic, behind one that is there, or into the dead-letter topic. Always in
 * the order row, record, finish, so that a crash repeats and never loses. A record is finished only when the
 * broker has it; one that the stopping process could not set aside is handed back.
 */
export class Parking {
  readonly #options: ParkingOptions;
  readonly #retrying: Retrying;
  readonly #handBack: (item: Item) => void;
  readonly #lookup: ParkedLookup | undefined;
  readonly #delaysMs: readonly number[];
  /** Items that have a place in line. */
  readonly #inLine = new WeakSet<Item['taken']>();

  constructor(options: ParkingOptions, retrying: Retrying, handBack: (item: Item) => void) {
    this.#options = options;
    this.#retrying = retrying;
    this.#handBack = handBack;
    this.#lookup = options.retries && new ParkedLookup(options.retries.parked);
    this.#delaysMs = options.retries?.delaysMs ?? RETRY_DELAYS_MS;
  }

  /** Answers whose turn it is; sees to the others itself. One read for all. */
  async whoseTurn(items: readonly ReadItem[]): Promise<ReadItem[]> {
    const ids = items.flatMap(({ orderingId }) => orderingId ?? []);
    const lookup = this.#lookup;
    if (!lookup || ids.length === 0) return [...items];
    let rows: ReadonlyMap<string, ParkedRow> = new Map();
    const read = async () => {
      rows = await lookup.find(ids);
    };
    if (!(await this.#surely(items[0] as ReadItem, read))) {
      for (const item of items) this.#handBack(item);
      return [];
    }
    const going: ReadItem[] = [];
    for (const item of items) if (await this.#mayGo(item, rows.get(item.orderingId ?? ''))) going.push(item);
    return going;
  }

  /** Takes handled items out of their lines; answers those that could, the others are handed back. */
  async leave(items: readonly ReadItem[]): Promise<ReadItem[]> {
    const left: ReadItem[] = [];
    for (const item of items) {
      const leave = () => this.#parked.leave(item.orderingId as string, item.event.eventId);
      if (!this.#inLine.has(item.taken) || (await this.#surely(item, leave))) left.push(item);
      else this.#handBack(item);
    }
    return left;
  }

  /** What could not be read waits for nobody and nobody waits for it. */
  unreadable(item: Item, failure: Failure): Promise<void> {
    item.span?.fail(failure.error);
    return this.#finishAfter(item, () => this.#deadLetter(item, failure));
  }

  /** A record that was tried in place to no avail. */
  async failed(item: ReadItem, failure: Failure): Promise<void> {
    item.span?.fail(failure.error);
    const level = item.unwrapped.retry.level + 1;
    if (item.orderingId === undefined) return this.unreadable(item, failure);
    if (failureClassOf(failure.error) === 'unreadable' || level > this.#delaysMs.length)
      return this.#bury(item, failure);
    const at = { level, dueAtMs: this.#now() + this.#delayMs(level) };
    const { orderingId, event } = item;
    await this.#finishAfter(item, async () => {
      await this.#parked.park(orderingId, event.eventId, at);
      await this.#retryAt(item, at, failure);
    });
  }

  async #mayGo(item: ReadItem, row: ParkedRow | undefined): Promise<boolean> {
    const { orderingId, event, unwrapped } = item;
    const { discarded, replayed } = unwrapped.retry;
    if (orderingId === undefined || (!row && !discarded)) return true;
    if (discarded) {
      await this.#finishAfter(item, () => this.#parked.leave(orderingId, event.eventId));
      return false;
    }
    let turn = false;
    const lineUp = async () => {
      if (replayed) await this.#parked.revive(orderingId, event.eventId);
      turn = await this.#joinOrGo(item, orderingId);
    };
    if (!(await this.#surely(item, lineUp))) {
      this.#handBack(item);
      return false;
    }
    if (turn) this.#inLine.add(item.taken);
    else item.taken.finish();
    return turn;
  }

  /** True when it is the item's turn; otherwise it is published to where it waits. */
  async #joinOrGo(item: ReadItem, orderingId: string): Promise<boolean> {
    const { eventId } = item.event;
    const row = await this.#parked.join(orderingId, eventId);
    const [first] = row?.waiting ?? [];
    if (!row || first === undefined || first === eventId) return true;
    const { retry } = item.unwrapped;
    const behind = { error: new BehindDeadLetterError(first), attempts: 0 };
    if (!row.dead.includes(first)) {
      const afterMs = FOLLOW_MS * row.waiting.indexOf(eventId);
      const at = { level: Math.max(1, row.level), dueAtMs: Math.max(this.#now(), row.dueAtMs) + afterMs };
      await this.#retryAt(item, at, behind);
    } else if (retry.replayed && retry.level < this.#delaysMs.length) {
      // The one before it may be on its way back as well.
      const level = retry.level + 1;
      await this.#retryAt(item, { level, dueAtMs: this.#now() + this.#delayMs(level) }, behind);
    } else {
      await this.#parked.bury(orderingId, eventId);
      await this.#deadLetter(item, behind);
    }
    return false;
  }

  #bury(item: ReadItem, failure: Failure): Promise<void> {
    const { orderingId, event } = item;
    return this.#finishAfter(item, async () => {
      await this.#parked.bury(orderingId as string, event.eventId);
      await this.#deadLetter(item, failure);
    });
  }

  async #deadLetter(item: Item & Partial<ReadItem>, failure: Failure): Promise<void> {
    await this.#publish(this.#letterOf(item, failure));
    this.#options.metrics.setAside(item.unwrapped.record.topic, 'dead-letter');
  }

  async #retryAt(item: ReadItem, at: { level: number; dueAtMs: number }, failure: Failure): Promise<void> {
    const { group, retries, metrics } = this.#options;
    const { record, retry } = item.unwrapped;
    const topic = (retries as RetryOptions).retryTopicOf(record.topic, group, at.level);
    const state = { ...retry, ...at, tries: retry.tries + failure.attempts };
    await this.#publish(retryRecordOf(item.unwrapped, { ...state, topic, error: failure.error }));
    metrics.setAside(record.topic, 'retry');
  }

  #letterOf(item: Item & Partial<ReadItem>, { error, attempts }: Failure): OutgoingRecord {
    const { group, deadLetterTopicOf } = this.#options;
    const { record, retry } = item.unwrapped;
    const cause = {
      group,
      handler: item.handler.name,
      error,
      attempts: retry.tries + attempts,
      nowMs: this.#now(),
      eventId: item.event?.eventId,
      orderingId: item.orderingId,
    };
    return deadLetterOf(record, cause, deadLetterTopicOf(record.topic, group));
  }

  async #finishAfter(item: Item, step: () => Promise<void>): Promise<void> {
    if (await this.#surely(item, step)) item.taken.finish();
    else this.#handBack(item);
  }

  /** Tries until it succeeds, whatever goes wrong; false when the process stops first. */
  async #surely(item: Item, step: () => Promise<void>): Promise<boolean> {
    const sorted = async () => {
      try {
        await step();
      } catch (error) {
        throw error instanceof DependencyUnavailableError
          ? error
          : new DependencyUnavailableError('parking', error);
      }
    };
    const context = { handler: item.handler.name, records: 1, about: item };
    return (await this.#retrying.run(sorted, context)).kind === 'done';
  }

  async #publish(record: OutgoingRecord): Promise<void> {
    try {
      await this.#options.publisher.publish([record]);
    } catch (error) {
      throw new DependencyUnavailableError('kafka', error);
    }
  }

  /** A fifth of jitter, upwards: never before its delay. */
  #delayMs(level: number): number {
    const delayMs = this.#delaysMs[level - 1] ?? 0;
    return Math.round(delayMs * (1 + (this.#options.random ?? Math.random)() / 5));
  }

  #now(): number {
    return (this.#options.nowMs ?? Date.now)();
  }

  get #parked(): Parked {
    return (this.#options.retries as RetryOptions).parked;
  }
}
