import type { OutgoingRecord, RecordPublisher } from '../ports.ts';

/** One send of the client: all or, on rejection, an unknown part of the records. */
export type Send = (records: readonly OutgoingRecord[]) => Promise<void>;

/** The record was withdrawn before it was handed to the client: it is certain not to be published. */
export class WithdrawnError extends Error {
  constructor() {
    super('withdrawn before it was sent');
    this.name = 'WithdrawnError';
  }
}

interface Waiting {
  readonly records: readonly OutgoingRecord[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const MAX_RECORDS_PER_SEND = 1_000;
/** A send that takes longer says that the broker is away. */
const UNHEALTHY_AFTER_MS = 2_000;

/**
 * Turns concurrent publishes into one send at a time, each taking all that waits. Order is kept, and one send
 * in flight is what an idempotent producer needs.
 */
export class CoalescingPublisher implements RecordPublisher {
  readonly #send: Send;
  readonly #close: () => Promise<void>;
  readonly #nowMs: () => number;
  #waiting: Waiting[] = [];
  #sendingSinceMs: number | undefined;
  #drained: Promise<void> = Promise.resolve();

  constructor(send: Send, close: () => Promise<void>, nowMs: () => number = Date.now) {
    this.#send = send;
    this.#close = close;
    this.#nowMs = nowMs;
  }

  publish(records: readonly OutgoingRecord[], withdraw?: AbortSignal): Promise<void> {
    if (records.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const entry = { records, resolve, reject };
      this.#waiting.push(entry);
      withdraw?.addEventListener('abort', () => this.#withdraw(entry), { once: true });
      if (this.#sendingSinceMs === undefined) this.#drained = this.#drain();
    });
  }

  isHealthy(): boolean {
    return this.#sendingSinceMs === undefined || this.#nowMs() - this.#sendingSinceMs < UNHEALTHY_AFTER_MS;
  }

  async close(): Promise<void> {
    await this.#drained;
    await this.#close();
  }

  #withdraw(entry: Waiting): void {
    const index = this.#waiting.indexOf(entry);
    if (index < 0) return;
    this.#waiting.splice(index, 1);
    entry.reject(new WithdrawnError());
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const entries = this.#takeUpTo(MAX_RECORDS_PER_SEND);
      this.#sendingSinceMs = this.#nowMs();
      try {
        await this.#send(entries.flatMap((entry) => entry.records));
        for (const entry of entries) entry.resolve();
      } catch (error) {
        for (const entry of entries) entry.reject(error);
      }
    }
    this.#sendingSinceMs = undefined;
  }

  /** At least one entry, however large. */
  #takeUpTo(limit: number): Waiting[] {
    let records = 0;
    let count = 0;
    while (count < this.#waiting.length && (count === 0 || records < limit)) {
      records += this.#waiting[count]?.records.length ?? 0;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }
}
