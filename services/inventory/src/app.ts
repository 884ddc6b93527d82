import {
  connectMongo,
  connectProcessing,
  MongoLease,
  MongoUnitOfWork,
  PROCESSING_STOP_MS,
} from '@wanderluxe/messaging';
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
import { createIndexes } from './adapters/mongo/documents.ts';
import { MongoProperties } from './adapters/mongo/mongo-properties.ts';
import { MongoReservations } from './adapters/mongo/mongo-reservations.ts';
import { connectChecked, isUsable } from './adapters/redis/connect.ts';
import { RedisRoomCounters } from './adapters/redis/redis-counters.ts';
import type { Config } from './config.ts';
import { horizonOf } from './domain/horizon.ts';
import {
  countersEffects,
  expiringEffects,
  expiringLeaseEffects,
  failpointPorts,
  propertiesEffects,
  reservationsEffects,
} from './failpoints.ts';
import { operationsApi } from './http/operations-api.ts';
import { propertiesApi } from './http/properties-api.ts';
import { LoadedRooms } from './loaded-rooms.ts';
import { inventoryMetrics } from './metrics.ts';
import { checks, startExpiringHolds } from './schedules.ts';
import { inboundTopics, outboundTopics, subscriptions } from './subscriptions.ts';

const SERVICE = 'inventory';
const PING_TIMEOUT_MS = 1_000;
/** Limits of the last steps of stopping. */
const CLOSE_MS = 500;
const OPS_CLOSE_MS = 200;
/** What is counted beyond it makes no difference to whoever looks. */
const MAX_COUNTED = 100_000;

export interface App extends RunningService {
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
  const redis = await connectChecked(config.COUNTERS_REDIS_URL, logger);
  const client = await connectMongo(config.MONGODB_URI, SERVICE);
  const db = client.db(config.MONGODB_DATABASE);
  await createIndexes(db);

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
      redis: () => isUsable(redis, logger),
      consumer: () => isConsuming(),
    },
  });
  failpoints.serve(ops.app);
  serveLogLevel(ops.app, logger);
  const opsPort = await ops.start();

  const counters = wrap(countersEffects, new RedisRoomCounters(redis));
  const horizon = horizonOf(config.KEEP_PAST_DAYS, Date.now);
  const rows = new MongoReservations(db, horizon);
  const reservations = wrap(reservationsEffects, rows);
  const metrics = inventoryMetrics(ops.registry);
  ops.sample('holds', async () => metrics.holds(await rows.holdLevels(Date.now(), MAX_COUNTED)));
  const properties = wrap(propertiesEffects, new MongoProperties(db, new MongoUnitOfWork(client), horizon));
  const common = {
    ...horizon,
    reservations,
    properties,
    logger,
    metrics,
    nowMs: Date.now,
  };
  const edges = {
    ...common,
    holdMs: config.HOLD_MS,
    rooms: new LoadedRooms({ ...common, counters }),
  };

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
  const consumer = await processing.consume(subscriptions(edges), { maxBatch: config.MAX_BATCH });
  isConsuming = () => consumer.isReady();
  isLive = () => processing.isLive();

  const schedules = { ...edges, committer: wrap(expiringEffects, processing.committer), config };
  const expiring = startExpiringHolds(
    schedules,
    wrap(expiringLeaseEffects, new MongoLease(db, 'expire-holds')),
  );
  const reconciler = processing.reconcile({
    checks: checks(schedules),
    intervalMs: config.RECONCILE_INTERVAL_MS,
  });
  const onUnexpected = (error: unknown) => logger.error("an operator's request failed", { error });
  ops.app.use(operationsApi({ ...schedules, reconciler, onUnexpected }));

  const observe = [observeHttp(ops.registry), traceRequest({ tracer, ...ONLY_ASKED_FOR })];
  const http = await listen(propertiesApi({ ...edges, observe }), {
    host: config.HOST,
    port: config.HTTP_PORT,
  });
  logger.info('started', { httpPort: http.port, opsPort });
  const stop = inSteps(
    [
      {
        name: 'work',
        withinMs: PROCESSING_STOP_MS,
        stop: () => Promise.all([http.close({ idleMs: IDLE_MS }), expiring.stop(), processing.stop()]),
      },
      {
        name: 'connections',
        withinMs: CLOSE_MS,
        stop: () => Promise.all([redis.disconnect(), client.close(), tracer.stop()]),
      },
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
