import { connectMongo, connectProcessing, PROCESSING_STOP_MS } from '@wanderluxe/messaging';
import {
  createLogger,
  createOps,
  createTracer,
  endProcess,
  Failpoints,
  IDLE_MS,
  inSteps,
  listen,
  ONLY_ASKED_FOR,
  observeHttp,
  type RunningService,
  serveLogLevel,
  traceRequest,
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
/** Limits of the last steps of stopping. */
const CLOSE_MS = 500;
const OPS_CLOSE_MS = 200;
/** Rows of late bookings that are looked at for the metrics. */
const MAX_LATE_ROWS = 20;

export interface App extends RunningService {
  /** The port of the read API. */
  readonly httpPort: number;
  readonly opsPort: number;
}

/**
 * Records taken and not finished. Half of them may wait for the end of their booking, and have room for the 3 s of two
 * events each that wait at 500 bookings/s.
 */
const MAX_IN_HAND = 10_000;

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
  const consumer = await processing.consume(subscriptions(edges), {
    ...{ maxBatch: config.MAX_BATCH, capacity: MAX_IN_HAND },
  });
  isConsuming = () => consumer.isReady();
  isLive = () => processing.isLive();

  const onUnexpected = (error: unknown) => logger.error('a request failed', { error });
  const reconciler = processing.reconcile({
    checks: [overdueBookings({ ...edges, committer: processing.committer })],
    intervalMs: config.RECONCILE_INTERVAL_MS,
  });
  ops.app.use(operationsApi({ reconciler, onUnexpected }));
  const observe = [observeHttp(ops.registry), traceRequest({ tracer, ...ONLY_ASKED_FOR })];
  const http = await listen(readApi({ bookings, onUnexpected, observe }), {
    host: config.HOST,
    port: config.HTTP_PORT,
  });
  logger.info('started', { httpPort: http.port, opsPort });
  const stop = inSteps(
    [
      {
        name: 'work',
        withinMs: PROCESSING_STOP_MS,
        stop: () => Promise.all([http.close({ idleMs: IDLE_MS }), processing.stop()]),
      },
      { name: 'connections', withinMs: CLOSE_MS, stop: () => Promise.all([client.close(), tracer.stop()]) },
      { name: 'operations port', withinMs: OPS_CLOSE_MS, stop: () => ops.stop() },
    ],
    { logger },
  );

  return {
    httpPort: http.port,
    opsPort,
    stop() {
      ops.drain();
      return stop();
    },
  };
}
