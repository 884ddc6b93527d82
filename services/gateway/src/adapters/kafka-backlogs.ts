import { setTimeout as sleep } from 'node:timers/promises';
import { DependencyUnavailableError, type KafkaAdmin } from '@wanderluxe/messaging';
import type { Backlog, Backlogs } from '../domain/admission.ts';
import type { BacklogGauge } from '../ports.ts';

/** A consumer group, and the topic on which its work for bookings comes. */
export interface Stage {
  readonly group: string;
  readonly topic: string;
}

/** Every group that has to keep up with the bookings. A charge in flight is a reservation that payment has not committed. */
export const downstream: readonly Stage[] = [
  { group: 'inventory', topic: 'booking.requests' },
  { group: 'payment', topic: 'inventory.reserved' },
  { group: 'booking-ledger', topic: 'booking.requests' },
];

const READ_WITHIN_MS = 5_000;

/**
 * End offsets and committed offsets, summed over partitions. Connects when first read, and anew after a failure: the
 * client does not always notice that a leader has moved.
 */
export class KafkaBacklogs implements BacklogGauge {
  readonly #connect: () => Promise<KafkaAdmin>;
  readonly #stages: readonly Stage[];
  #admin: Promise<KafkaAdmin> | undefined;

  constructor(connect: () => Promise<KafkaAdmin>, stages: readonly Stage[]) {
    this.#connect = connect;
    this.#stages = stages;
  }

  async read(): Promise<Backlogs> {
    this.#admin ??= this.#connect();
    try {
      return await within(READ_WITHIN_MS, this.#readAll(this.#admin));
    } catch (error) {
      await this.close();
      throw new DependencyUnavailableError('kafka', error);
    }
  }

  async close(): Promise<void> {
    const closing = this.#admin;
    this.#admin = undefined;
    // One that never connected has nothing to close; one that hangs is left to its own limits.
    void closing?.then((admin) => admin.close()).catch(() => undefined);
  }

  async #readAll(connected: Promise<KafkaAdmin>): Promise<Backlogs> {
    const admin = await connected;
    const read = async ({ group, topic }: Stage) => [group, sum(await admin.offsets(group, topic))] as const;
    return Object.fromEntries(await Promise.all(this.#stages.map(read)));
  }
}

function sum(offsets: readonly { readonly end: number; readonly committed: number }[]): Backlog {
  let written = 0;
  let done = 0;
  for (const { end, committed } of offsets) {
    written += end;
    // The end was read first: a group may have gone beyond it since.
    done += Math.min(committed, end);
  }
  return { written, done };
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const stop = new AbortController();
  const late = sleep(limitMs, undefined, { signal: stop.signal }).then(() => {
    throw new Error(`no answer within ${limitMs} ms`);
  });
  return Promise.race([work, late]).finally(() => stop.abort());
}
