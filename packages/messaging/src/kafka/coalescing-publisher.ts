import { setImmediate as nextTurn } from 'node:timers/promises';
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
/** A send may put all its records into one partition, and a broker refuses a batch of over 1 MiB. */
const MAX_BYTES_PER_SEND = 512 * 1_024;
/** Framing of one record, rounded up. */
const RECORD_OVERHEAD_BYTES = 70;
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
  #draining = false;
  #sendingSinceMs: number | undefined;
  #drained: Promise<void> = Promise.resolve();

  constructor(send: Send, close: () => Promise<void>, nowMs: () => number = Date.now) {
    this.#send = send;
    this.#close = close;
    this.#nowMs = nowMs;
  }

  publish(records: readonly OutgoingRecord[], withdraw?: AbortSignal): Promise<void> {
    if (records.length === 0) return Promise.resolve();
    if (withdraw?.aborted) return Promise.reject(new WithdrawnError());
    return new Promise((resolve, reject) => {
      const entry = { records, resolve, reject };
      this.#waiting.push(entry);
      withdraw?.addEventListener('abort', () => this.#withdraw(entry), { once: true });
      if (!this.#draining) this.#drained = this.#drain();
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
    this.#draining = true;
    while (this.#waiting.length > 0) {
      // What is published in one turn, such as after an answer that many waited for, goes together.
      await nextTurn();
      const entries = this.#takeWhatFits();
      if (entries.length > 0) await this.#sendAll(entries);
    }
    this.#draining = false;
  }

  async #sendAll(entries: readonly Waiting[]): Promise<void> {
    const records = entries.flatMap((entry) => entry.records);
    try {
      for (const part of parts(records)) {
        this.#sendingSinceMs = this.#nowMs();
        await this.#send(part);
      }
      for (const entry of entries) entry.resolve();
    } catch (error) {
      for (const entry of entries) entry.reject(error);
    }
    this.#sendingSinceMs = undefined;
  }

  /** At least one entry, however large; `parts` then cuts it. */
  #takeWhatFits(): Waiting[] {
    const room = new Room();
    let count = 0;
    for (const { records } of this.#waiting) {
      const fits = records.every((record) => room.take(record));
      if (!fits && count > 0) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }
}

/** What one send still has room for; an empty one has room for any record. */
class Room {
  #records = 0;
  #bytes = 0;

  take(record: OutgoingRecord): boolean {
    const bytes = sizeOf(record);
    const fits = this.#records < MAX_RECORDS_PER_SEND && this.#bytes + bytes <= MAX_BYTES_PER_SEND;
    if (!fits && this.#records > 0) return false;
    this.#records += 1;
    this.#bytes += bytes;
    return true;
  }
}

function parts(records: readonly OutgoingRecord[]): OutgoingRecord[][] {
  const cut: OutgoingRecord[][] = [];
  let room = new Room();
  let part: OutgoingRecord[] = [];
  for (const record of records) {
    if (!room.take(record)) {
      cut.push(part);
      part = [];
      room = new Room();
      room.take(record);
    }
    part.push(record);
  }
  return [...cut, part];
}

function sizeOf({ key, value, headers }: OutgoingRecord): number {
  let bytes = RECORD_OVERHEAD_BYTES + (key?.length ?? 0) + (value?.length ?? 0);
  for (const [name, header] of Object.entries(headers)) bytes += name.length + header.length + 2;
  return bytes;
}
