import { connectMongo, connectProcessing } from '@wanderluxe/messaging';
import {
  createLogger,
  createOps,
  createTracer,
  endProcess,
  Failpoints,
  listen,
  observeHttp,
  type RunningService,
  serveLogLevel,
} from '@wanderluxe/runtime';
import { deadLetterTopicOf, idsOf, retryTopicOf, schemaText, subjectOf } from '@wanderluxe/schemas';
import { MongoBookings } from './adapters/mongo-bookings.ts';
import { MongoOpenBookings } from './adapters/mongo-open-bookings.ts';
import type { Config } from './config.ts';
import { bookingsEffects, failpointPorts, openBookingsEffects } from './failpoints.ts';
import { operationsApi } from './http/operations-api.ts';
import { readApi } from './http/read-api.ts';
import { lateBookings, overdueBookings } from './jobs/overdue-bookings-check.ts';
import { sagaMetrics } from './metrics.ts';
import { inboundTopics, outboundTopics, subscriptions } from './subscriptions.ts';

const SERVICE = 'booking-ledger';
const PING_TIMEOUT_MS = 1_000;
/** Rows of late bookings that are looked at for the metrics. */
const MAX_LATE_ROWS = 20;

export interface App extends RunningService {
  /** The port of the read API. */
  readonly httpPort: number;
  readonly opsPort: number;
}

/** The whole service: `group` is another consumer group than the service's own, for tests that share a broker. */
export async function createApp(config: Config, { group = SERVICE }: { group?: string } = {}): Promise<App> {
  const logger = createLogger({ service: SERVICE, level: config.LOG_LEVEL });
  const tracer = await createTracer(SERVICE, config, logger);
  const setting = config.WANDERLUXE_FAILPOINT;
  const failpoints = new Failpoints({ service: SERVICE, ports: failpointPorts, setting });
  const { wrap } = failpoints;
  const client = await connectMongo(config.MONGODB_URI, SERVICE);
  const db = client.db(config.MONGODB_DATABASE);
  const documents = new MongoBookings(db);
  await documents.createIndexes();
  const bookings = wrap(bookingsEffects, documents);
  const openRows = new MongoOpenBookings(db);
  await openRows.createIndexes();
  const openBookings = wrap(openBookingsEffects, openRows);

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
      consumer: () => isConsuming(),
    },
  });
  failpoints.serve(ops.app);
  serveLogLevel(ops.app, logger);
  const metrics = sagaMetrics(ops.registry);
  ops.sample('overdue', async () => {
    const dueBeforeMs = Date.now() - 2 * config.RECONCILE_INTERVAL_MS;
    metrics.late(await lateBookings(bookings, await openRows.late(dueBeforeMs, MAX_LATE_ROWS)));
  });
  const opsPort = await ops.start();

  const processing = await connectProcessing({
    service: group,
    brokers: config.KAFKA_BROKERS,
    registryUrl: config.SCHEMA_REGISTRY_URL,
    contracts: Object.fromEntries(
      [...inboundTopics, ...outboundTopics].map((topic) => [topic, schemaText(topic)]),
    ),
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
  const edges = { bookings, openBookings, overdueMs: config.BOOKING_OVERDUE_MS, metrics, nowMs: Date.now };
  const consumer = await processing.consume(subscriptions(edges), { maxBatch: config.MAX_BATCH });
  isConsuming = () => consumer.isReady();
  isLive = () => processing.isLive();

  const onUnexpected = (error: unknown) => logger.error('a request failed', { error });
  const reconciler = processing.reconcile({
    checks: [overdueBookings({ ...edges, committer: processing.committer })],
    intervalMs: config.RECONCILE_INTERVAL_MS,
  });
  ops.app.use(operationsApi({ reconciler, onUnexpected }));
  const http = await listen(readApi({ bookings, onUnexpected, observe: observeHttp(ops.registry) }), {
    host: config.HOST,
    port: config.HTTP_PORT,
  });
  logger.info('started', { httpPort: http.port, opsPort });

  return {
    httpPort: http.port,
    opsPort,
    async stop() {
      ops.drain();
      await Promise.all([http.close(), processing.stop()]);
      await client.close();
      await tracer.stop();
      await ops.stop();
    },
  };
}
