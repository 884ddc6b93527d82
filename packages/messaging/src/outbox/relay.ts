import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger, noTracer, type Tracer } from '@wanderluxe/runtime';
import type { Lease, Outbox, OutboxRow, RecordPublisher } from '../ports.ts';
import { recordSent } from './message-spans.ts';

export interface RelayOptions {
  readonly outbox: Pick<Outbox, 'markPublished' | 'unpublished'>;
  readonly lease: Lease;
  readonly publisher: RecordPublisher;
  /** Unique for each process. */
  readonly holder: string;
  /** Rows that this process is publishing itself. */
  readonly isPending: (id: string) => boolean;
  readonly logger: Logger;
  readonly tracer?: Tracer | undefined;
  readonly nowMs?: () => number;
  readonly intervalMs?: number;
  /** Younger rows are left to the process that wrote them; 3 s, or the lease when that is shorter. */
  readonly graceMs?: number;
  readonly leaseMs?: number | undefined;
}

const ROWS_PER_PASS = 100;
const LEASE_MS = 10_000;
const MAX_GRACE_MS = 3_000;
/** The last time that there is. */
const LAST_MS = 8.64e15;

/**
 * Publishes the rows that a crash left behind, oldest first, one relay of a service at a time. A row is marked only
 * after its acknowledgement, so it may be published twice and is never lost; it is tried without end.
 */
export class Relay {
  readonly #options: RelayOptions;
  readonly #stop = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  start(): void {
    this.#loop = this.#run();
  }

  /** Ends the pass under way; one that the broker or the database keeps waiting is left alone after the time given. */
  async stop(withinMs = 2_000): Promise<void> {
    this.#stop.abort();
    const late = sleep(withinMs, undefined, { ref: false });
    await Promise.race([this.#loop.then(() => this.#release()), late]);
  }

  async #release(): Promise<void> {
    await this.#options.lease.release(this.#options.holder).catch(() => {});
  }

  /** One pass; answers how many rows it published. */
  async pass(): Promise<number> {
    const { nowMs = Date.now, leaseMs = LEASE_MS, graceMs = Math.min(MAX_GRACE_MS, leaseMs) } = this.#options;
    if (!(await this.#hasLease())) return 0;
    // Renewed for each row: a relay that was frozen past its lease must not go on beside its successor.
    return this.#publish(await this.#leftBehind(nowMs() - graceMs), () => this.#hasLease());
  }

  /**
   * Publishes every row that is not on its way from this process, also one that is dated ahead, and whoever has the
   * lease: beside another relay events are repeated, which is harmless.
   */
  async publishAll(): Promise<void> {
    while ((await this.#publish(await this.#leftBehind(LAST_MS), async () => true)) > 0);
  }

  async #leftBehind(createdBeforeMs: number): Promise<OutboxRow[]> {
    const { outbox, isPending } = this.#options;
    const rows = await outbox.unpublished(createdBeforeMs, ROWS_PER_PASS);
    return rows.filter(({ id }) => !isPending(id));
  }

  async #publish(rows: readonly OutboxRow[], mayGoOn: () => Promise<boolean>): Promise<number> {
    const { outbox, publisher, tracer = noTracer } = this.#options;
    let published = 0;
    for (const row of rows) {
      if (this.#stop.signal.aborted || !(await mayGoOn())) break;
      await publisher.publish(row.records);
      recordSent(tracer, [row], true);
      await outbox.markPublished([row.id]);
      published += 1;
    }
    return published;
  }

  #hasLease(): Promise<boolean> {
    const { lease, holder, nowMs = Date.now, leaseMs = LEASE_MS } = this.#options;
    return lease.acquire(holder, nowMs(), leaseMs);
  }

  async #run(): Promise<void> {
    const { intervalMs = 1_000, logger } = this.#options;
    while (!this.#stop.signal.aborted) {
      try {
        const rows = await this.pass();
        if (rows > 0) logger.info('the relay published what was left behind', { rows });
        if (rows === ROWS_PER_PASS) continue;
      } catch (error) {
        logger.warn('the relay could not finish its pass', { error });
      }
      await sleep(intervalMs, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
  }
}
