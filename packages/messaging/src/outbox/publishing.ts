import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger, noTracer, type Tracer } from '@wanderluxe/runtime';
import type { Outbox, OutboxRow, RecordPublisher } from '../ports.ts';
import { recordSent } from './message-spans.ts';

const RETRY_MS = 500;
/** Well below the time after which the relay takes a row for left behind. */
const MARK_EVERY_MS = 500;
/** Committed rows waiting for the broker; beyond it the consumer waits, and so the partitions pause. */
const MAX_PENDING_ROWS = 64;

/**
 * Publishes committed rows in commit order, then marks them. All rows that wait go out together: a broker that is slow
 * to answer is asked once for many of them. They are retried until it takes them and later rows wait behind, so no key
 * is reordered. What a crash leaves unmarked is the relay's.
 */
export class OutboxPublishing {
  readonly #publisher: RecordPublisher;
  readonly #outbox: Pick<Outbox, 'markPublished'>;
  readonly #logger: Logger;
  readonly #tracer: Tracer;
  readonly #pending = new Map<string, OutboxRow>();
  #waiting: OutboxRow[] = [];
  #publishing: Promise<void> | undefined;
  #published: string[] = [];
  #marking: Promise<void> | undefined;
  #stopped = false;

  constructor(
    publisher: RecordPublisher,
    outbox: Pick<Outbox, 'markPublished'>,
    logger: Logger,
    tracer = noTracer,
  ) {
    this.#publisher = publisher;
    this.#outbox = outbox;
    this.#logger = logger;
    this.#tracer = tracer;
  }

  /** Resolves when there is room for the next row, not when this one is published. */
  async enqueue(row: OutboxRow): Promise<void> {
    this.#pending.set(row.id, row);
    this.#waiting.push(row);
    this.#publishing ??= this.#publishAll();
    while (this.#pending.size >= MAX_PENDING_ROWS && !this.#stopped) await sleep(5);
  }

  /** True while the row is on its way from this process. */
  isPending(id: string): boolean {
    return this.#pending.has(id);
  }

  /** Waits for what is on its way, marks it, and takes no more; what is left over is the relay's. */
  async stop(withinMs: number): Promise<void> {
    const late = sleep(withinMs, undefined, { ref: false });
    await Promise.race([this.#publishing, late]);
    this.#stopped = true;
    while (this.#marking) await this.#marking;
  }

  async #publishAll(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#stopped) {
      const rows = [...this.#waiting];
      try {
        await this.#publisher.publish(rows.flatMap(({ records }) => records));
        this.#waiting = this.#waiting.slice(rows.length);
        recordSent(this.#tracer, rows, false);
        for (const { id } of rows) this.#markSoon(id);
      } catch (error) {
        this.#logger.warn('events were not published yet', { rows: rows.length, error });
        await sleep(RETRY_MS);
      }
    }
    this.#publishing = undefined;
  }

  #markSoon(id: string): void {
    this.#published.push(id);
    this.#marking ??= this.#mark();
  }

  /** Marks many rows with one write. A failure only means that the relay publishes them once more. */
  async #mark(): Promise<void> {
    await sleep(MARK_EVERY_MS);
    const ids = this.#published.splice(0);
    try {
      await this.#outbox.markPublished(ids);
    } catch (error) {
      this.#logger.warn('published rows were not marked; the relay will publish them again', {
        rows: ids.length,
        error,
      });
    } finally {
      for (const id of ids) this.#pending.delete(id);
      this.#marking = this.#published.length > 0 ? this.#mark() : undefined;
    }
  }
}
