export { type Codec, createCodec } from './avro/codec.ts';
export { logicalTypes } from './avro/logical-types.ts';
export { registryDirectory, type SchemaDirectory } from './avro/registry.ts';
export { describeMetrics } from './describe-metrics.ts';
export * from './errors.ts';
export * from './failpoints.ts';
export * from './handler.ts';
export { type IsOurTurn, LeasedSchedule } from './jobs/leased-schedule.ts';
export {
  type CheckResult,
  type ReconcileCheck,
  type ReconcileOptions,
  Reconciler,
} from './jobs/reconciler.ts';
export { unpublishedRows } from './jobs/unpublished-rows.ts';
export type {
  KafkaAdmin,
  KafkaOptions,
  PartitionBounds,
  PartitionOffsets,
  TopicPlan,
} from './kafka/cluster.ts';
export { CoalescingPublisher, WithdrawnError } from './kafka/coalescing-publisher.ts';
export { kafkaAdmin, kafkaPublisher, kafkaSource } from './kafka/kafkajs.ts';
export { moveOffsets } from './kafka/move-offsets.ts';
export { type ReadWindow, readTopics } from './kafka/read-topics.ts';
export { createTopics, requireTopics } from './kafka/topics.ts';
export * from './messaging.ts';
export { connectMongo } from './mongo/client.ts';
export { guarded, mongoFault } from './mongo/faults.ts';
export { MongoLease } from './mongo/lease.ts';
export { MongoOutbox } from './mongo/outbox.ts';
export { recordsOfBytes } from './mongo/outbox-records.ts';
export { MongoParked } from './mongo/parked.ts';
export { MongoUnitOfWork, sessionOf } from './mongo/unit-of-work.ts';
export { OutboxCommitter } from './outbox/committer.ts';
export { OutboxPublishing } from './outbox/publishing.ts';
export { Relay } from './outbox/relay.ts';
export { Pace, type PaceLimits } from './pace.ts';
export * from './ports.ts';
export * from './processing.ts';
export { type EventCommitter, handleBatch, type Settling, type Work } from './runner/batch-step.ts';
export { Causes, carriedOn } from './runner/causes.ts';
export { Consumer } from './runner/consumer.ts';
export type { ConsumerOptions, Identify } from './runner/consumer-options.ts';
export type { ConsumerMetrics } from './runner/metrics.ts';
export { RETRY_DELAYS_MS, type RetryOptions, retryTopicsOf } from './runner/retry-options.ts';
export { ownHeaders, retryHeaders } from './runner/retry-record.ts';
