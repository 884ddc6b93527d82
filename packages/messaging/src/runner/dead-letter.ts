import { messageOf } from '../errors.ts';
import type { IncomingRecord, OutgoingRecord } from '../ports.ts';

export interface DeadLetterCause {
  readonly group: string;
  readonly handler: string;
  readonly error: unknown;
  readonly attempts: number;
  readonly nowMs: number;
}

/** Error messages may quote whole documents. */
const MAX_MESSAGE_CHARACTERS = 1_000;

/** The record byte for byte, with headers that tell where it stood, what went wrong and when. */
export function deadLetterOf(record: IncomingRecord, cause: DeadLetterCause, topic: string): OutgoingRecord {
  const errorClass = cause.error instanceof Error ? cause.error.name : typeof cause.error;
  return {
    topic,
    key: record.key,
    value: record.value,
    headers: {
      ...record.headers,
      'dlq-original-topic': record.topic,
      'dlq-original-partition': String(record.partition),
      'dlq-original-offset': String(record.offset),
      'dlq-original-timestamp': String(record.timestampMs),
      'dlq-group': cause.group,
      'dlq-handler': cause.handler,
      'dlq-error-class': errorClass,
      'dlq-error-message': messageOf(cause.error).slice(0, MAX_MESSAGE_CHARACTERS),
      'dlq-attempts': String(cause.attempts),
      'dlq-at': new Date(cause.nowMs).toISOString(),
    },
  };
}
