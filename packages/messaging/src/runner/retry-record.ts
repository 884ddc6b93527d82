import { errorClassOf } from '@wanderluxe/runtime';
import { messageOf } from '../errors.ts';
import type { IncomingRecord, OutgoingRecord } from '../ports.ts';

/** Headers of a record in a retry topic; without them it is the record that first came. */
export const retryHeaders = {
  topic: 'retry-original-topic',
  partition: 'retry-original-partition',
  offset: 'retry-original-offset',
  timestamp: 'retry-original-timestamp',
  attempt: 'retry-attempt',
  dueAt: 'retry-due-at',
  tries: 'retry-tries',
  errorClass: 'retry-error-class',
  errorMessage: 'retry-error-message',
  /** Present when an operator sent it back from a dead-letter topic. */
  replayed: 'retry-replayed',
  /** Present when an operator gave it up: it is not handled, and whoever waits behind it goes on. */
  discarded: 'retry-discarded',
} as const;

const OURS = /^(retry|dlq)-/;

/** Where a record stands on its way through the retry topics; level 0 is its first time. */
export interface RetryState {
  readonly level: number;
  readonly dueAtMs: number;
  /** Tries before this delivery. */
  readonly tries: number;
  readonly replayed: boolean;
  readonly discarded: boolean;
}

export interface Unwrapped {
  /** As it stood in its own topic, with its own headers. */
  readonly record: IncomingRecord;
  readonly retry: RetryState;
}

const numberIn = (record: IncomingRecord, name: string, otherwise: number): number => {
  const value = Number.parseInt(String(record.headers[name] ?? ''), 10);
  return Number.isSafeInteger(value) && value >= 0 ? value : otherwise;
};

export const dueAtMsOf = (record: IncomingRecord): number => numberIn(record, retryHeaders.dueAt, 0);

/** Headers that the record had before any failure. */
export const ownHeaders = <V>(headers: Readonly<Record<string, V>>): Record<string, V> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !OURS.test(name)));

/** A record as its handler knows it. `originalTopic` is undefined for a topic that is no retry topic. */
export function unwrap(record: IncomingRecord, originalTopic: string | undefined): Unwrapped {
  if (originalTopic === undefined)
    return { record, retry: { level: 0, dueAtMs: 0, tries: 0, replayed: false, discarded: false } };
  const original = {
    ...record,
    topic: originalTopic,
    partition: numberIn(record, retryHeaders.partition, record.partition),
    offset: numberIn(record, retryHeaders.offset, record.offset),
    timestampMs: numberIn(record, retryHeaders.timestamp, record.timestampMs),
    headers: ownHeaders(record.headers),
  };
  const retry = {
    level: Math.max(1, numberIn(record, retryHeaders.attempt, 1)),
    dueAtMs: dueAtMsOf(record),
    tries: numberIn(record, retryHeaders.tries, 0),
    replayed: record.headers[retryHeaders.replayed] !== undefined,
    discarded: record.headers[retryHeaders.discarded] !== undefined,
  };
  return { record: original, retry };
}

/** Error messages may quote whole documents. */
const MAX_MESSAGE_CHARACTERS = 1_000;

export const errorTextOf = (error: unknown): string => messageOf(error).slice(0, MAX_MESSAGE_CHARACTERS);

/** The record byte for byte on its way to a retry topic. */
export function retryRecordOf(
  { record }: Unwrapped,
  to: RetryState & { readonly topic: string; readonly error: unknown },
): OutgoingRecord {
  return {
    topic: to.topic,
    key: record.key,
    value: record.value,
    headers: {
      ...record.headers,
      [retryHeaders.topic]: record.topic,
      [retryHeaders.partition]: String(record.partition),
      [retryHeaders.offset]: String(record.offset),
      [retryHeaders.timestamp]: String(record.timestampMs),
      [retryHeaders.attempt]: String(to.level),
      [retryHeaders.dueAt]: String(to.dueAtMs),
      [retryHeaders.tries]: String(to.tries),
      [retryHeaders.errorClass]: errorClassOf(to.error),
      [retryHeaders.errorMessage]: errorTextOf(to.error),
      ...(to.replayed ? { [retryHeaders.replayed]: 'true' } : {}),
    },
  };
}
