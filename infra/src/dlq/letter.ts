import { type IncomingRecord, type OutgoingRecord, ownHeaders, retryHeaders } from '@wanderluxe/messaging';
import { retryTopicOf } from '@wanderluxe/schemas';

/** A dead letter as operators see it; `record` is what the group could not handle. */
export interface DeadLetter {
  /** `<dead-letter topic>/<partition>/<offset>`: its own position, so it names one letter for ever. */
  readonly id: string;
  /** The topic, partition and offset where it first came. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly group: string;
  readonly handler: string;
  readonly errorClass: string;
  readonly errorMessage: string;
  readonly attempts: number;
  readonly atMs: number;
  /** Null when the record could not be read. */
  readonly eventId: string | null;
  readonly orderingId: string | null;
  readonly traceparent: string | null;
  readonly record: IncomingRecord;
}

export function letterOf(record: IncomingRecord): DeadLetter {
  const header = (name: string): string | null => record.headers[name]?.toString() ?? null;
  return {
    id: `${record.topic}/${record.partition}/${record.offset}`,
    topic: header('dlq-original-topic') ?? '',
    partition: Number(header('dlq-original-partition')),
    offset: Number(header('dlq-original-offset')),
    group: header('dlq-group') ?? '',
    handler: header('dlq-handler') ?? '',
    errorClass: header('dlq-error-class') ?? '',
    errorMessage: header('dlq-error-message') ?? '',
    attempts: Number(header('dlq-attempts')),
    atMs: Date.parse(header('dlq-at') ?? '') || record.timestampMs,
    eventId: header('dlq-event-id'),
    orderingId: header('dlq-ordering-id'),
    traceparent: header('traceparent'),
    record,
  };
}

/** The one given up first, first; the letters that two groups write of one record have its timestamp both. */
export const oldestFirst = (a: DeadLetter, b: DeadLetter): number =>
  a.atMs - b.atMs || (a.id < b.id ? -1 : 1);

export type Action = 'replay' | 'discard';

const MARKS = { replay: retryHeaders.replayed, discard: retryHeaders.discarded } as const;

/**
 * The record that tells the letter's group what was decided: bytes, key and headers as they first came. It goes to
 * the group's own retry topic, so that no other group hears it, and through the group's line of waiting events.
 */
export function decisionFor(letter: DeadLetter, action: Action): OutgoingRecord {
  const { record } = letter;
  return {
    topic: retryTopicOf(letter.topic, letter.group, 1),
    key: record.key,
    value: record.value,
    headers: {
      ...ownHeaders(record.headers),
      [retryHeaders.topic]: letter.topic,
      [retryHeaders.partition]: String(letter.partition),
      [retryHeaders.offset]: String(letter.offset),
      [retryHeaders.timestamp]: record.headers['dlq-original-timestamp'] ?? String(record.timestampMs),
      [retryHeaders.attempt]: '1',
      [MARKS[action]]: 'true',
    },
  };
}
