import type { OpenSpan, Tracer } from '@wanderluxe/runtime';
import { traceparentIn } from './causes.ts';
import type { Taken } from './intake.ts';
import type { Unwrapped } from './retry-record.ts';

/**
 * The step that one delivery of a record is. It ends when the record is finished; a redelivery is a step of its own, in
 * the same trace and with the same cause. Undefined when it is not recorded.
 */
export function openRecordSpan(
  tracer: Tracer,
  group: string,
  { record, retry }: Unwrapped,
): OpenSpan | undefined {
  if (!tracer.recording) return undefined;
  return tracer.open({
    name: `process ${record.topic}`,
    kind: 'consumer',
    parent: traceparentIn(record),
    attributes: {
      'messaging.system': 'kafka',
      'messaging.operation.type': 'process',
      'messaging.consumer.group.name': group,
      'messaging.destination.name': record.topic,
      'messaging.destination.partition.id': String(record.partition),
      'messaging.kafka.offset': record.offset,
      ...(retry.level > 0 ? { 'messaging.kafka.retry_level': retry.level } : {}),
    },
  });
}

/** As it was; when it is finished its step has ended. */
export const endingSpan = (taken: Taken, span: OpenSpan): Taken => ({
  record: taken.record,
  finish() {
    span.end();
    taken.finish();
  },
});
