import type { Logger, Tracer } from '@wanderluxe/runtime';
import type { Codec } from '../avro/codec.ts';
import type { Subscription } from '../handler.ts';
import type { RecordPublisher, RecordSource } from '../ports.ts';
import type { EventCommitter } from './batch-step.ts';
import type { ConsumerMetrics } from './metrics.ts';
import type { RetryOptions } from './retry-options.ts';

/** Fields of every log line, and attributes of every span, that is about this event. */
export type Identify = (event: never) => Readonly<Record<string, string>>;

export interface ConsumerOptions {
  readonly group: string;
  readonly subscriptions: readonly Subscription[];
  readonly source: RecordSource;
  readonly codec: Pick<Codec, 'decode'>;
  readonly committer: EventCommitter;
  readonly publisher: RecordPublisher;
  readonly deadLetterTopicOf: (topic: string, group: string) => string;
  /** With it the source must have the topics that `retryTopicsOf` names as well. */
  readonly retries?: RetryOptions;
  readonly logger: Logger;
  /** What identifies an event to whoever reads logs and traces: ids only. */
  readonly identify?: Identify | undefined;
  readonly tracer?: Tracer | undefined;
  readonly metrics: ConsumerMetrics;
  /** Records in one transaction. */
  readonly maxBatch?: number;
  /** Records taken and not finished, over all partitions: the bound of memory and of concurrent `prepare` calls. */
  readonly capacity?: number;
  readonly random?: () => number;
  readonly nowMs?: () => number;
}
