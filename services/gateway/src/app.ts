import { randomUUID } from 'node:crypto';
import {
  createLogger,
  createOps,
  createTracer,
  Failpoints,
  inSteps,
  type LeveledLogger,
  type Logger,
  listen,
  observeHttp,
  serveLogLevel,
  type Tracer,
} from '@wanderluxe/runtime';
import { connectEdges, type Edges } from './adapters/connect-edges.ts';
import { prometheusLevels, prometheusMeasurements } from './adapters/prometheus-measurements.ts';
import { SystemClock } from './adapters/system-clock.ts';
import type { Config } from './config.ts';
import { failpointPorts } from './failpoints.ts';
import { AcceptBooking } from './handlers/accept-booking.ts';
import { AdmissionControl } from './handlers/admission-control.ts';
import { Arrivals } from './handlers/arrivals.ts';
import { CancelBooking } from './handlers/cancel-booking.ts';
import { FollowBookings } from './handlers/follow-bookings.ts';
import { InFlight } from './handlers/in-flight.ts';
import { createHttpApp } from './http/create-http-app.ts';
import { answerMalformedHttp } from './http/malformed-http.ts';
import { OpenStreams } from './http/open-streams.ts';
import { serveClock } from './http/put-clock.ts';
import { stopSteps } from './stop.ts';

export interface Gateway {
  readonly httpPort: number;
  readonly opsPort: number;
  stop(): Promise<void>;
}

/** What tests give instead of the real thing. */
export interface Given {
  readonly edges?: Edges;
  readonly logger?: LeveledLogger;
  readonly tracer?: Tracer;
}

/** Wires and starts the service. */
export async function createApp(config: Config, given: Given = {}): Promise<Gateway> {
  const logger = given.logger ?? createLogger({ service: 'gateway', level: config.LOG_LEVEL });
  const tracer = given.tracer ?? (await createTracer('gateway', config, logger));
  const setting = config.WANDERLUXE_FAILPOINT;
  const failpoints = new Failpoints({ service: 'gateway', ports: failpointPorts, setting });
  const edges = given.edges ?? (await connectEdges(config, logger, { wrap: failpoints.wrap, tracer }));
  const { HOST: host, OPS_PORT, HTTP_PORT } = config;
  const ops = createOps({
    port: OPS_PORT,
    host,
    service: 'gateway',
    checks: edges.checks,
    sampleEveryMs: config.METRICS_SAMPLE_MS,
  });
  failpoints.serve(ops.app);
  serveLogLevel(ops.app, logger);
  const clock = new SystemClock();
  if (config.GATEWAY_CLOCK === 'settable') serveClock(ops.app, (epochMs) => clock.setBusinessClock(epochMs));
  const handlers = createHandlers(config, edges, clock, logger);
  prometheusLevels(ops.registry, {
    inFlight: () => handlers.inFlight.count(),
    watchers: () => handlers.follow.watchers(),
    admittedShare: () => handlers.admission.share(),
    admission: () => handlers.admission.latest(),
  });

  const openStreams = new OpenStreams();
  const http = createHttpApp({
    ...edges,
    ...handlers,
    clock,
    measurements: prometheusMeasurements(ops.registry),
    observe: observeHttp(ops.registry),
    logger,
    tracing: { tracer, sampledShare: config.OTEL_TRACES_SAMPLER_ARG, random: Math.random },
    heartbeatMs: config.HEARTBEAT_MS,
    openStreams,
  });
  const listener = await listen(http, { port: HTTP_PORT, host });
  answerMalformedHttp(listener.server);
  handlers.admission.start();
  const opsPort = await ops.start();
  logger.info('the gateway is listening', { httpPort: listener.port, opsPort });
  const stop = inSteps(stopSteps({ listener, edges, tracer, ops, ...handlers }), { logger });

  return {
    httpPort: listener.port,
    opsPort,
    stop() {
      ops.drain();
      openStreams.endAll();
      return stop();
    },
  };
}

function createHandlers(config: Config, edges: Edges, clock: SystemClock, logger: Logger) {
  const limits = {
    leaseMs: config.CLAIM_LEASE_MS,
    acceptedTtlMs: config.CLAIM_TTL_MS,
    acceptTimeoutMs: config.ACCEPT_TIMEOUT_MS,
    visibleWithinMs: config.VISIBLE_WITHIN_MS,
  };
  const inFlight = new InFlight(config.MAX_IN_FLIGHT);
  return {
    inFlight,
    admission: new AdmissionControl({
      backlogs: edges.backlogs,
      limits: { softLag: config.ADMISSION_SOFT_LAG, hardLag: config.ADMISSION_HARD_LAG },
      sampleEveryMs: config.ADMISSION_SAMPLE_MS,
      nowMs: () => performance.now(),
      random: Math.random,
      logger,
    }),
    bookings: new AcceptBooking({
      ...{ ...edges, clock, inFlight, limits, newToken: randomUUID, logger },
      arrivals: new Arrivals(),
    }),
    cancellations: new CancelBooking({ ...edges, clock, inFlight, limits }),
    follow: new FollowBookings({
      known: edges.views,
      pollEveryMs: config.WATCH_POLL_MS,
      maxWatchers: config.MAX_WATCHERS,
      logger,
    }),
  };
}
