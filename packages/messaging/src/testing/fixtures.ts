import type { Identified, Outgoing } from '../handler.ts';
import type { IncomingRecord, OutgoingRecord } from '../ports.ts';
import type { ConsumerMetrics } from '../runner/metrics.ts';

/** A record as a source would deliver it. */
export const recordAt = (offset: number, over: Partial<IncomingRecord> = {}): IncomingRecord => ({
  topic: 'orders',
  partition: 0,
  offset,
  key: Buffer.from('key'),
  value: Buffer.from(`value ${offset}`),
  headers: {},
  timestampMs: 1_000,
  ...over,
});

export const outgoing = (key: string, value: string, topic = 'orders'): OutgoingRecord => ({
  topic,
  key,
  value: Buffer.from(value),
  headers: {},
});

export const said = (eventId: string, topic = 'replies'): Outgoing => ({
  topic,
  key: 'key',
  event: { eventId },
  headers: { traceparent: '00-trace' },
});

export const noMetrics: ConsumerMetrics = {
  handled() {},
  failed() {},
  setAside() {},
  alarm() {},
  assigned() {},
};

export const texts = (records: readonly { value: Buffer | null }[]): string[] =>
  records.map(({ value }) => String(value));

/** A promise and the means to end it from outside. */
export function deferred(): { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  return { promise, resolve, reject };
}

/** What the promise was rejected with; fails when it was not. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  const ended = await promise.then(
    (value) => ({ value }),
    (error: Error) => ({ error }),
  );
  if ('error' in ended) return ended.error;
  throw new Error(`expected a rejection, got ${JSON.stringify(ended.value)}`);
}

/** Values are JSON; anything else is unreadable. For specs whose subject is not Avro. */
export interface Note extends Identified {
  readonly text?: string;
}
