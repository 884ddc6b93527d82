import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger, createOps, type Listener, type Logger, listen } from '@wanderluxe/runtime';
import { connectEdges, type Edges } from './adapters/connect-edges.ts';
import { prometheusLevels, prometheusMeasurements } from './adapters/prometheus-measurements.ts';
import { SystemClock } from './adapters/system-clock.ts';
import type { Config } from './config.ts';
import { AcceptBooking } from './handlers/accept-booking.ts';
import { FollowBookings } from './handlers/follow-bookings.ts';
import { createHttpApp } from './http/create-http-app.ts';
import { answerMalformedHttp } from './http/malformed-http.ts';
import { serveClock } from './http/put-clock.ts';

export interface Gateway {
  readonly httpPort: number;
  readonly opsPort: number;
  stop(): Promise<void>;
}

/** What tests give instead of the real thing. */
export interface Given {
  readonly edges?: Edges;
  readonly logger?: Logger;
}

/** Requests may run this long after the signal to stop; longer than ACCEPT_TIMEOUT_MS has no use. */
const DRAIN_MS = 6_000;
const SETTLE_MS = 1_000;
const CLOSE_MS = 1_000;

/** Wires and starts the service. */
export async function createApp(config: Config, given: Given = {}): Promise<Gateway> {
  const logger = given.logger ?? createLogger({ service: 'gateway', level: config.LOG_LEVEL });
  const edges = given.edges ?? (await connectEdges(config, logger));
  const clock = new SystemClock();
  const ops = createOps({
    port: config.OPS_PORT,
    host: config.HOST,
    service: 'gateway',
    checks: edges.checks,
  });
  const bookings = new AcceptBooking({
    ...edges,
    clock,
    limits: limitsOf(config),
    newToken: randomUUID,
    logger,
  });
  const follow = new FollowBookings({
    known: edges.known,
    pollEveryMs: config.WATCH_POLL_MS,
    maxWatchers: config.MAX_WATCHERS,
    logger,
  });
  prometheusLevels(ops.registry, {
    inFlight: () => bookings.inFlight(),
    watchers: () => follow.watchers(),
  });
  if (config.GATEWAY_CLOCK === 'settable') serveClock(ops.app, (epochMs) => clock.setBusinessClock(epochMs));

  let draining = false;
  const openStreams = new Set<() => void>();
  const http = createHttpApp({
    ...edges,
    bookings,
    follow,
    clock,
    measurements: prometheusMeasurements(ops.registry),
    logger,
    heartbeatMs: config.HEARTBEAT_MS,
    openStreams,
    isDraining: () => draining,
  });
  const listener = await listen(http, { port: config.HTTP_PORT, host: config.HOST });
  answerMalformedHttp(listener.server);
  const opsPort = await ops.start();
  logger.info('the gateway is listening', { httpPort: listener.port, opsPort });

  return {
    httpPort: listener.port,
    opsPort,
    async stop() {
      draining = true;
      ops.drain();
      for (const end of [...openStreams]) end();
      await drain(listener);
      await close(bookings, edges);
      await ops.stop();
    },
  };
}

const limitsOf = (config: Config) => ({
  leaseMs: config.CLAIM_LEASE_MS,
  acceptedTtlMs: config.CLAIM_TTL_MS,
  acceptTimeoutMs: config.ACCEPT_TIMEOUT_MS,
  maxInFlight: config.MAX_IN_FLIGHT,
});

/** Lets running requests finish; connections that fall idle meanwhile are closed at once. */
async function drain(listener: Listener): Promise<void> {
  const closed = listener.close();
  const idle = setInterval(() => listener.server.closeIdleConnections(), 20);
  await atMost(DRAIN_MS, closed);
  clearInterval(idle);
  listener.server.closeAllConnections();
}

/** Waits for events in doubt and for claims to be written, then closes; what takes too long is left to the leases. */
async function close(bookings: AcceptBooking, edges: Edges): Promise<void> {
  const deadlineMs = performance.now() + SETTLE_MS;
  while (bookings.inFlight() > 0 && performance.now() < deadlineMs) await sleep(20);
  await atMost(CLOSE_MS, bookings.idle());
  await atMost(CLOSE_MS, edges.close());
}

async function atMost(limitMs: number, work: Promise<unknown>): Promise<void> {
  const stop = new AbortController();
  await Promise.race([work, sleep(limitMs, undefined, { signal: stop.signal })]).finally(() => stop.abort());
}
