import { randomUUID } from 'node:crypto';
import { type Logger, noFailpoints, type Sample, type Tracer, type WrapPort } from '@wanderluxe/runtime';
import type { Db, MongoClient } from 'mongodb';
import type { Registry } from 'prom-client';
import { createCodec } from './avro/codec.ts';
import { registryDirectory } from './avro/registry.ts';
import {
  outboxEffects,
  outboxPublisherEffects,
  parkedEffects,
  parkingPublisherEffects,
  reconcileLeaseEffects,
  relayLeaseEffects,
  relayOutboxEffects,
  relayPublisherEffects,
  sourceEffects,
  transactionEffects,
} from './failpoints.ts';
import { reconcileMetrics } from './jobs/metrics.ts';
import { kafkaAdmin, kafkaPublisher, kafkaSource } from './kafka/kafkajs.ts';
import { requireTopics } from './kafka/topics.ts';
import { GroupWatch, sampleStored } from './levels/levels.ts';
import { inHandMetric, levelMetrics } from './levels/metrics.ts';
import { MongoLease } from './mongo/lease.ts';
import { MongoOutbox } from './mongo/outbox.ts';
import { MongoParked } from './mongo/parked.ts';
import { poolMetrics } from './mongo/pool.ts';
import { MongoUnitOfWork } from './mongo/unit-of-work.ts';
import { type Processing, type PublishingSide, startProcessing } from './processing.ts';
import type { Identify } from './runner/consumer-options.ts';
import { consumerMetrics } from './runner/metrics.ts';
import type { RetryOptions } from './runner/retry-options.ts';

export interface MessagingOptions {
  /** Also the consumer group: renaming it replays history. */
  readonly service: string;
  readonly brokers: readonly string[];
  readonly registryUrl: string;
  /** Schema text of every topic that the service reads or writes. */
  readonly contracts: Readonly<Record<string, string>>;
  readonly subjectOf: (topic: string) => string;
  readonly logger: Logger;
}

/** Connects and looks up topics and schema ids; fails with the remedy when one is missing. */
export async function connectPublishing(options: MessagingOptions): Promise<PublishingSide> {
  const { service, brokers, registryUrl, contracts, subjectOf, logger } = options;
  const codec = await createCodec({ directory: registryDirectory(registryUrl), contracts, subjectOf });
  await requireTopics({ brokers, clientId: service, logger }, Object.keys(contracts));
  const publisher = await kafkaPublisher({ brokers, clientId: service, logger });
  return { codec, publisher };
}

export interface ProcessingOptions extends MessagingOptions {
  readonly client: MongoClient;
  readonly db: Db;
  readonly metricsRegistry: Registry;
  /** Reads gauges that cost a call; nothing is read without it. */
  readonly sample?: Sample;
  readonly deadLetterTopicOf: (topic: string, group: string) => string;
  /** Retry topics before the dead-letter topic; who is parked is kept in the service's database. */
  readonly retries?: Omit<RetryOptions, 'parked'>;
  /** A member that is silent for so long has left its group. */
  readonly sessionTimeoutMs?: number | undefined;
  /** A relay that does not renew its lease for so long is succeeded by another. */
  readonly relayLeaseMs?: number | undefined;
  /** A job whose process does not renew its lease for so long is taken over by another. */
  readonly jobLeaseMs?: number | undefined;
  /** A member that handles nothing for so long, though there is something, is not alive; 3 minutes when it is not given. */
  readonly stuckMs?: number | undefined;
  /** Only a restart of the process helps. */
  readonly onFatal: (error: Error) => void;
  readonly tracer?: Tracer;
  /** What log lines and spans say of an event. */
  readonly identify?: Identify;
  /** Puts failpoints around `processingPorts`. */
  readonly wrap?: WrapPort;
}

export interface LiveProcessing extends Processing {
  /** False when the consumer stands still and only a restart helps. */
  isLive(): boolean;
}

const STUCK_MS = 180_000;

/** Connects the outbox, relay and consumer of one service to Kafka and to its own database. */
export async function connectProcessing(options: ProcessingOptions): Promise<LiveProcessing> {
  const { service, brokers, client, db, logger, metricsRegistry, onFatal, retries } = options;
  const { wrap = noFailpoints, sample = () => {}, stuckMs = STUCK_MS } = options;
  const outbox = new MongoOutbox(db);
  await outbox.createIndexes();
  const { codec, publisher } = await connectPublishing(options);
  const levels = levelMetrics(metricsRegistry);
  const parked = new MongoParked(db);
  poolMetrics(metricsRegistry, client);
  sampleStored(sample, levels, { outbox, parked });
  const processing = startProcessing({
    ...options,
    codec,
    publisher,
    publishers: {
      outbox: wrap(outboxPublisherEffects, publisher),
      relay: wrap(relayPublisherEffects, publisher),
      parking: wrap(parkingPublisherEffects, publisher),
    },
    unitOfWork: wrap(transactionEffects, new MongoUnitOfWork(client)),
    outbox: wrap(outboxEffects, outbox),
    relayOutbox: wrap(relayOutboxEffects, outbox),
    leases: {
      relay: wrap(relayLeaseEffects, new MongoLease(db, 'outbox-relay')),
      reconcile: wrap(reconcileLeaseEffects, new MongoLease(db, 'reconcile')),
    },
    newId: randomUUID,
    metrics: consumerMetrics(metricsRegistry),
    reconcileMetrics: () => reconcileMetrics(metricsRegistry),
    retries: retries && { ...retries, parked: wrap(parkedEffects, parked) },
    async sourceOf(topics, deadLetterTopics) {
      const kafka = { brokers, clientId: service, logger };
      await requireTopics(kafka, [...topics, ...deadLetterTopics]);
      const { sessionTimeoutMs } = options;
      const source = kafkaSource({ ...kafka, groupId: service, topics, sessionTimeoutMs, onFatal });
      return wrap(sourceEffects, source);
    },
  });
  let watch: GroupWatch | undefined;
  return {
    ...processing,
    async consume(subscriptions, limits) {
      const consumer = await processing.consume(subscriptions, limits);
      const topics = subscriptions.flatMap((subscription) => subscription.topics);
      const deadLetterTopicOf = (topic: string) => options.deadLetterTopicOf(topic, service);
      const connect = () => kafkaAdmin({ brokers, clientId: service, logger });
      watch = new GroupWatch({ group: service, topics, deadLetterTopicOf, connect, consumer }, levels);
      inHandMetric(metricsRegistry, () => consumer.inHand);
      sample('group', watch.read);
      return consumer;
    },
    isLive: () => !watch?.standsStillFor(stuckMs),
    async stop() {
      watch?.stop();
      await processing.stop();
    },
  };
}
