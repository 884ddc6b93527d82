import { errorClassOf } from '@wanderluxe/runtime';
import type { IncomingRecord, OutgoingRecord } from '../ports.ts';
import { errorTextOf } from './retry-record.ts';

export interface DeadLetterCause {
  readonly group: string;
  readonly handler: string;
  readonly error: unknown;
  readonly attempts: number;
  readonly nowMs: number;
  /** Known when the record could be read. */
  readonly eventId?: string | undefined;
  readonly orderingId?: string | undefined;
}

/** The record byte for byte, with headers that tell where it stood, what went wrong and when. */
export function deadLetterOf(record: IncomingRecord, cause: DeadLetterCause, topic: string): OutgoingRecord {
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
      'dlq-error-class': errorClassOf(cause.error),
      'dlq-error-message': errorTextOf(cause.error),
      'dlq-attempts': String(cause.attempts),
      'dlq-at': new Date(cause.nowMs).toISOString(),
      ...(cause.eventId === undefined ? {} : { 'dlq-event-id': cause.eventId }),
      ...(cause.orderingId === undefined ? {} : { 'dlq-ordering-id': cause.orderingId }),
    },
  };
}
