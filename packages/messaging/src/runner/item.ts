import { type LogFields, type OpenSpan, parseTraceparent } from '@wanderluxe/runtime';
import type { AnyHandler, Identified } from '../handler.ts';
import type { Work } from './batch-step.ts';
import { traceparentIn } from './causes.ts';
import type { Identify } from './consumer-options.ts';
import type { Taken } from './intake.ts';
import type { Unwrapped } from './retry-record.ts';

/** A record that was taken, as far as it is known. */
export interface Item {
  readonly taken: Taken;
  readonly unwrapped: Unwrapped;
  readonly handler: AnyHandler;
  readonly span: OpenSpan | undefined;
}

/** An item whose event could be read. */
export interface ReadItem extends Item {
  readonly event: Identified;
  /** Events with the same one keep their order when one of them fails; undefined without retry topics. */
  readonly orderingId: string | undefined;
  readonly prepared: unknown;
}

export const workOf = ({ handler, event, unwrapped, prepared, span }: ReadItem): Work => ({
  handler,
  received: { event, record: unwrapped.record, prepared, span },
});

/** What a log line says of the record: where it stands, its trace and, once it could be read, its ids. */
export function aboutOf(item: Item & Partial<ReadItem>, identify: Identify | undefined): LogFields {
  const { topic, partition, offset } = item.unwrapped.record;
  const traceId = parseTraceparent(traceparentIn(item.unwrapped.record))?.traceId;
  return { topic, partition, offset, traceId, ...(item.event && identify?.(item.event as never)) };
}
