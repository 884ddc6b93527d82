import { inSteps, type Logger, type Tracer } from '@wanderluxe/runtime';
import type { Codec } from './avro/codec.ts';
import type { Subscription } from './handler.ts';
import { LeasedSchedule } from './jobs/leased-schedule.ts';
import type { ReconcileMetrics } from './jobs/metrics.ts';
import { type ReconcileCheck, Reconciler } from './jobs/reconciler.ts';
import { unpublishedRows } from './jobs/unpublished-rows.ts';
import { OutboxCommitter } from './outbox/committer.ts';
import { OutboxPublishing } from './outbox/publishing.ts';
import { Relay } from './outbox/relay.ts';
import type { Lease, Outbox, RecordPublisher, RecordSource, UnitOfWork } from './ports.ts';
import type { EventCommitter } from './runner/batch-step.ts';
import { CONSUMER_STOP_MS, Consumer } from './runner/consumer.ts';
import type { ConsumerOptions, Identify } from './runner/consumer-options.ts';
import type { ConsumerMetrics } from './runner/metrics.ts';
import { type RetryOptions, retryTopicsOf } from './runner/retry-options.ts';

/** What a service without a database needs: to encode and to publish. */
export interface PublishingSide {
  readonly codec: Codec;
  readonly publisher: RecordPublisher;
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
  /** Stops reconciling, consumer, publishing and relay, in this order, within PROCESSING_STOP_MS. */
  stop(): Promise<void>;
}

/** Everything outside the process, behind its port. */
export interface ProcessingPorts extends PublishingSide {
  /** `publisher` as each of the places that publish sees it. */
  readonly publishers: { readonly [Place in 'outbox' | 'relay' | 'parking']: RecordPublisher };
  readonly unitOfWork: UnitOfWork;
  readonly outbox: Pick<Outbox, 'append' | 'markPublished'>;
  /** The same outbox, as relay and reconciler see it. */
  readonly relayOutbox: Omit<Outbox, 'append'>;
  readonly leases: { readonly [Job in 'relay' | 'reconcile']: Lease };
  /** A member of the service's group that hears these topics; fails when one of them, or of the others, is missing. */
  readonly sourceOf: (
    topics: readonly string[],
    deadLetterTopics: readonly string[],
  ) => Promise<RecordSource>;
  readonly newId: () => string;
  readonly relayLeaseMs?: number | undefined;
  readonly jobLeaseMs?: number | undefined;
  /** Without it a failed record is dead-lettered at once. */
  readonly retries?: RetryOptions | undefined;
  readonly metrics: ConsumerMetrics;
  readonly reconcileMetrics: () => ReconcileMetrics;
  readonly logger: Logger;
  readonly tracer?: Tracer | undefined;
  readonly identify?: Identify | undefined;
  /** Also the consumer group. */
  readonly service: string;
  readonly deadLetterTopicOf: (topic: string, group: string) => string;
}

const PUBLISH_MS = 1_000;
const MARK_MS = 500;
const RELAY_MS = 300;
const CLOSE_MS = 300;
/** What `stop` takes at most. */
export const PROCESSING_STOP_MS = CONSUMER_STOP_MS + PUBLISH_MS + MARK_MS + RELAY_MS + CLOSE_MS;

/** Starts the relay; the consumer starts when it is told what to hear. */
export function startProcessing(ports: ProcessingPorts): Processing {
  const { service, codec, publisher, publishers, leases, logger, retries, deadLetterTopicOf } = ports;
  const publishing = new OutboxPublishing(publishers.outbox, ports.outbox, logger, ports.tracer);
  const committer = new OutboxCommitter({ ...ports, publishing });
  const holder = ports.newId();
  const outbox = ports.relayOutbox;
  const relay = new Relay({
    outbox,
    lease: leases.relay,
    publisher: publishers.relay,
    holder,
    isPending: (id) => publishing.isPending(id),
    logger,
    tracer: ports.tracer,
    leaseMs: ports.relayLeaseMs,
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
      const heard = [...topics, ...(retries ? retryTopicsOf(topics, service, retries).keys() : [])];
      const source = await ports.sourceOf(
        heard,
        topics.map((topic) => deadLetterTopicOf(topic, service)),
      );
      consumer = new Consumer({
        group: service,
        subscriptions,
        source,
        codec,
        committer,
        publisher: publishers.parking,
        deadLetterTopicOf,
        ...(retries ? { retries } : {}),
        logger,
        tracer: ports.tracer,
        identify: ports.identify,
        metrics: ports.metrics,
        ...limits,
      });
      await consumer.start();
      return consumer;
    },
    reconcile({ checks, intervalMs }) {
      const own = unpublishedRows({ outbox, publishAll: () => relay.publishAll() });
      const reconciler = new Reconciler([own, ...checks], ports.reconcileMetrics(), logger);
      reconciling = new LeasedSchedule({
        name: 'reconcile',
        lease: leases.reconcile,
        holder,
        intervalMs,
        leaseMs: ports.jobLeaseMs,
        job: (isOurTurn) => reconciler.turn(isOurTurn),
        logger,
      });
      reconciling.start();
      return reconciler;
    },
    stop: inSteps(
      [
        {
          name: 'jobs and consumer',
          withinMs: CONSUMER_STOP_MS,
          stop: () => Promise.all([reconciling?.stop(), consumer?.stop()]),
        },
        {
          name: 'publish what is committed',
          withinMs: PUBLISH_MS + MARK_MS,
          stop: () => publishing.stop(PUBLISH_MS),
        },
        { name: 'relay', withinMs: RELAY_MS, stop: () => relay.stop() },
        // With the broker away the producer goes on trying; what it holds is in the outbox.
        { name: 'producer', withinMs: CLOSE_MS, stop: () => publisher.close() },
      ],
      { withinMs: PROCESSING_STOP_MS, logger },
    ),
  };
}
