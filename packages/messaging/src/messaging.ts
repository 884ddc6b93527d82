import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger, noFailpoints, type WrapPort } from '@wanderluxe/runtime';
import type { Db, MongoClient } from 'mongodb';
import type { Registry } from 'prom-client';
import { type Codec, createCodec } from './avro/codec.ts';
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
import type { Subscription } from './handler.ts';
import { LeasedSchedule } from './jobs/leased-schedule.ts';
import { reconcileMetrics } from './jobs/metrics.ts';
import { type ReconcileCheck, Reconciler } from './jobs/reconciler.ts';
import { unpublishedRows } from './jobs/unpublished-rows.ts';
import { kafkaPublisher, kafkaSource } from './kafka/kafkajs.ts';
import { requireTopics } from './kafka/topics.ts';
import { MongoLease } from './mongo/lease.ts';
import { MongoOutbox } from './mongo/outbox.ts';
import { MongoParked } from './mongo/parked.ts';
import { MongoUnitOfWork } from './mongo/unit-of-work.ts';
import { OutboxCommitter } from './outbox/committer.ts';
import { OutboxPublishing } from './outbox/publishing.ts';
import { Relay } from './outbox/relay.ts';
import type { RecordPublisher } from './ports.ts';
import type { EventCommitter } from './runner/batch-step.ts';
import { Consumer } from './runner/consumer.ts';
import type { ConsumerOptions } from './runner/consumer-options.ts';
import { consumerMetrics } from './runner/metrics.ts';
import { type RetryOptions, retryTopicsOf } from './runner/retry-options.ts';

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

/** What a service without a database needs: to encode and to publish. */
export interface PublishingSide {
  readonly codec: Codec;
  readonly publisher: RecordPublisher;
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
  readonly deadLetterTopicOf: (topic: string, group: string) => string;
  /** Retry topics before the dead-letter topic; who is parked is kept in the service's database. */
  readonly retries?: Omit<RetryOptions, 'parked'>;
  /** A member that is silent for so long has left its group. */
  readonly sessionTimeoutMs?: number | undefined;
  /** A relay that does not renew its lease for so long is succeeded by another. */
  readonly relayLeaseMs?: number | undefined;
  /** Only a restart of the process helps. */
  readonly onFatal: (error: Error) => void;
  /** Puts failpoints around `processingPorts`. */
  readonly wrap?: WrapPort;
}

export interface ReconcilingOptions {
  /** What the service looks at besides its outbox. */
  readonly checks: readonly ReconcileCheck[];
  readonly intervalMs: number;
}

/** Handles events: outbox, relay and consumer of one service over its own database. */
export interface Processing extends PublishingSide {
  /** For work that does not start with a Kafka record, such as a job: same transaction, same outbox. */
  readonly committer: EventCommitter;
  /** Starts consuming; call once. */
  consume(
    subscriptions: readonly Subscription[],
    limits?: Pick<ConsumerOptions, 'capacity' | 'maxBatch'>,
  ): Promise<Consumer>;
  /** Starts to reconcile by the clock, in one instance at a time; call once. The answer serves operators. */
  reconcile(options: ReconcilingOptions): Reconciler;
  /** Stops reconciling, consumer, publishing and relay, in this order. */
  stop(): Promise<void>;
}

const PUBLISH_ON_STOP_MS = 2_000;
const CLOSE_MS = 1_000;

export async function connectProcessing(options: ProcessingOptions): Promise<Processing> {
  const { service, brokers, client, db, logger, metricsRegistry, deadLetterTopicOf, onFatal } = options;
  const { wrap = noFailpoints } = options;
  const mongoOutbox = new MongoOutbox(db);
  await mongoOutbox.createIndexes();
  const outbox = wrap(outboxEffects, mongoOutbox);
  const { codec, publisher } = await connectPublishing(options);
  const publishing = new OutboxPublishing(wrap(outboxPublisherEffects, publisher), outbox, logger);
  const committer = new OutboxCommitter({
    codec,
    unitOfWork: wrap(transactionEffects, new MongoUnitOfWork(client)),
    outbox,
    publishing,
  });
  const holder = randomUUID();
  const relayOutbox = wrap(relayOutboxEffects, mongoOutbox);
  const relay = new Relay({
    outbox: relayOutbox,
    lease: wrap(relayLeaseEffects, new MongoLease(db, 'outbox-relay')),
    publisher: wrap(relayPublisherEffects, publisher),
    holder,
    isPending: (id) => publishing.isPending(id),
    logger,
    leaseMs: options.relayLeaseMs,
  });
  relay.start();
  let consumer: Consumer | undefined;
  let reconciling: LeasedSchedule | undefined;

  return {
    codec,
    publisher,
    committer,
    async consume(subscriptions, limits = {}) {
      const topics = subscriptions.flatMap((subscription) => subscription.topics);
      const deadLetterTopics = topics.map((topic) => deadLetterTopicOf(topic, service));
      const parked = wrap(parkedEffects, new MongoParked(db));
      const retries = options.retries && { ...options.retries, parked };
      const heard = [...topics, ...(retries ? retryTopicsOf(topics, service, retries).keys() : [])];
      const kafka = { brokers, clientId: service, logger };
      await requireTopics(kafka, [...heard, ...deadLetterTopics]);
      const { sessionTimeoutMs } = options;
      const ownSource = kafkaSource({ ...kafka, groupId: service, topics: heard, sessionTimeoutMs, onFatal });
      const source = wrap(sourceEffects, ownSource);
      const metrics = consumerMetrics(metricsRegistry);
      consumer = new Consumer({
        group: service,
        subscriptions,
        source,
        codec,
        committer,
        publisher: wrap(parkingPublisherEffects, publisher),
        deadLetterTopicOf,
        ...(retries ? { retries } : {}),
        logger,
        metrics,
        ...limits,
      });
      await consumer.start();
      return consumer;
    },
    reconcile({ checks, intervalMs }) {
      const own = unpublishedRows({ outbox: relayOutbox, publishAll: () => relay.publishAll() });
      const reconciler = new Reconciler([own, ...checks], reconcileMetrics(metricsRegistry), logger);
      reconciling = new LeasedSchedule({
        name: 'reconcile',
        lease: wrap(reconcileLeaseEffects, new MongoLease(db, 'reconcile')),
        holder,
        intervalMs,
        job: (isOurTurn) => reconciler.turn(isOurTurn),
        logger,
      });
      reconciling.start();
      return reconciler;
    },
    async stop() {
      await Promise.all([reconciling?.stop(), consumer?.stop()]);
      await publishing.stop(PUBLISH_ON_STOP_MS);
      await relay.stop();
      // With the broker away the producer goes on trying; what it holds is in the outbox.
      await Promise.race([publisher.close(), sleep(CLOSE_MS, undefined, { ref: false })]);
    },
  };
}
