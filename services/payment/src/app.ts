import { connectMongo, connectProcessing, PROCESSING_STOP_MS } from '@wanderluxe/messaging';
import {
  createLogger,
  createOps,
  createTracer,
  endProcess,
  Failpoints,
  inSteps,
  type RunningService,
  serveLogLevel,
} from '@wanderluxe/runtime';
import {
  deadLetterTopicOf,
  idsOf,
  retryTopicOf,
  schemaText,
  subjectOf,
  type TopicName,
} from '@wanderluxe/schemas';
import { breaking } from './adapters/breaking-payment-provider.ts';
import { HttpPaymentProvider } from './adapters/http-payment-provider.ts';
import { MongoPayments } from './adapters/mongo-payments.ts';
import { traced } from './adapters/tracing-payment-provider.ts';
import { AnnouncedCharges } from './announced-charges.ts';
import type { PaymentConfig } from './config.ts';
import { MAX_TURNS_IN_FLIGHT, openReminderQueue } from './due-payments.ts';
import {
  announcementsCommitterEffects,
  bankEffects,
  failpointPorts,
  operatorCommitterEffects,
  paymentsEffects,
  turnsCommitterEffects,
} from './failpoints.ts';
import { paymentsApi } from './http/payments-api.ts';
import { missingReminders } from './jobs/missing-reminders-check.ts';
import {
  alarmOf,
  bankPoolMetrics,
  breakerTo,
  metered,
  paymentMetrics,
  showUnknown,
  sweptTo,
} from './metrics.ts';
import { subscriptions } from './subscriptions.ts';

const SERVICE = 'payment';
const PING_TIMEOUT_MS = 1_000;
/** Limits of the last steps of stopping. */
const CLOSE_MS = 500;
const OPS_CLOSE_MS = 200;
/** What is counted beyond it makes no difference to whoever looks. */
const MAX_COUNTED = 10_000;
const TOPICS: readonly TopicName[] = [
  'inventory.reserved',
  'booking.cancellations',
  'hold.expired',
  'inventory.released',
  'booking.overdue',
  'payment.captured',
  'payment.failed',
  'payment.refunded',
];

export interface App extends RunningService {
  readonly opsPort: number;
}

/** The whole service: `group` is another consumer group than the service's own, for tests that share a broker. */
export async function createApp(
  config: PaymentConfig,
  { group = SERVICE }: { group?: string } = {},
): Promise<App> {
  const logger = createLogger({ service: SERVICE, level: config.LOG_LEVEL });
  const tracer = await createTracer(SERVICE, config, logger);
  const setting = config.WANDERLUXE_FAILPOINT;
  const failpoints = new Failpoints({ service: SERVICE, ports: failpointPorts, setting });
  const { wrap } = failpoints;
  const client = await connectMongo(config.MONGODB_URI, SERVICE);
  const db = client.db(config.MONGODB_DATABASE);
  const rows = new MongoPayments(db);
  await rows.createIndexes();
  const payments = wrap(paymentsEffects, rows);
  const queue = await openReminderQueue(config, logger, wrap);
  const bank = new HttpPaymentProvider({
    url: config.BANK_URL,
    timeoutMs: config.BANK_TIMEOUT_MS,
    maxConnections: config.MAX_CHARGES_IN_FLIGHT + MAX_TURNS_IN_FLIGHT,
  });

  let isConsuming = () => false;
  let isLive = () => true;
  const ops = createOps({
    service: SERVICE,
    host: config.HOST,
    port: config.OPS_PORT,
    sampleEveryMs: config.METRICS_SAMPLE_MS,
    live: () => isLive(),
    checks: {
      mongo: async () => (await db.command({ ping: 1 }, { timeoutMS: PING_TIMEOUT_MS })).ok === 1,
      'queue-redis': () => queue.isReady(),
      consumer: () => isConsuming(),
    },
  });
  failpoints.serve(ops.app);
  serveLogLevel(ops.app, logger);
  const opsPort = await ops.start();
  const metrics = paymentMetrics(ops.registry);
  bankPoolMetrics(ops.registry, () => bank.connections());
  ops.sample('payments', async () => showUnknown(metrics, await rows.unknownSince(MAX_COUNTED), Date.now()));
  const provider = breaking(metered(traced(wrap(bankEffects, bank), tracer), metrics), {
    faults: config.BANK_BREAKER_FAULTS,
    pauseMs: config.BANK_BREAKER_PAUSE_MS,
    onState: breakerTo(metrics),
  });

  const processing = await connectProcessing({
    service: group,
    brokers: config.KAFKA_BROKERS,
    registryUrl: config.SCHEMA_REGISTRY_URL,
    contracts: Object.fromEntries(TOPICS.map((topic) => [topic, schemaText(topic)])),
    subjectOf,
    deadLetterTopicOf: (topic) => deadLetterTopicOf(topic, SERVICE),
    retries: {
      orderingIdOf: (event: { payload: { bookingId: string } }) => event.payload.bookingId,
      retryTopicOf: (topic, _group, level) => retryTopicOf(topic, SERVICE, level),
    },
    client,
    db,
    logger,
    metricsRegistry: ops.registry,
    sample: ops.sample,
    stuckMs: config.CONSUMER_STUCK_MS,
    sessionTimeoutMs: config.KAFKA_SESSION_TIMEOUT_MS,
    relayLeaseMs: config.RELAY_LEASE_MS,
    jobLeaseMs: config.JOB_LEASE_MS,
    onFatal: endProcess,
    tracer,
    identify: idsOf,
    wrap,
  });
  const { committer } = processing;
  const charges = new AnnouncedCharges({
    payments,
    provider,
    committer: wrap(announcementsCommitterEffects, committer),
    nowMs: Date.now,
  });
  queue.work({
    payments,
    provider,
    charges,
    committer: wrap(turnsCommitterEffects, committer),
    alarm: alarmOf(metrics, logger),
    tracer,
    onSwept: sweptTo(metrics),
  });
  const { reminders } = queue;
  const operatorCommitter = wrap(operatorCommitterEffects, committer);
  const reconciler = processing.reconcile({
    checks: [
      missingReminders({
        payments,
        reminders,
        pendingBoundMs: config.BANK_SETTLEMENT_BOUND_MS,
        nowMs: Date.now,
      }),
    ],
    intervalMs: config.RECONCILE_INTERVAL_MS,
  });
  ops.app.use(
    paymentsApi({ payments, reminders, committer: operatorCommitter, logger, nowMs: Date.now, reconciler }),
  );
  const consumer = await processing.consume(
    subscriptions({ payments, charges, reminders, logger, nowMs: Date.now }),
    { capacity: config.MAX_CHARGES_IN_FLIGHT },
  );
  isConsuming = () => consumer.isReady();
  isLive = () => processing.isLive();
  logger.info('started', { opsPort });
  // Whichever stops first: events still unpublished are in the outbox, payments that wait in the next sweep.
  const stop = inSteps(
    [
      {
        name: 'work',
        withinMs: PROCESSING_STOP_MS,
        stop: () => Promise.all([queue.stop(), processing.stop()]),
      },
      {
        name: 'connections',
        withinMs: CLOSE_MS,
        stop: () => Promise.all([bank.close(), client.close(), tracer.stop()]),
      },
      { name: 'operations port', withinMs: OPS_CLOSE_MS, stop: () => ops.stop() },
    ],
    { logger },
  );

  return {
    opsPort,
    stop() {
      ops.drain();
      return stop();
    },
  };
}
