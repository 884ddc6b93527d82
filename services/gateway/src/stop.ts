import { setTimeout as sleep } from 'node:timers/promises';
import type { Listener } from '@wanderluxe/runtime';
import type { Edges } from './adapters/connect-edges.ts';
import type { AcceptBooking } from './handlers/accept-booking.ts';
import type { InFlight } from './handlers/in-flight.ts';

/** Limits of the steps of stopping; together they stay below the time that the process is given. */
const DRAIN_MS = 6_000;
const SETTLE_MS = 1_000;
const CLOSE_MS = 1_000;
const LOOK_EVERY_MS = 20;

/** Lets running requests finish; connections that fall idle meanwhile are closed at once. */
export async function drain(listener: Listener): Promise<void> {
  const closed = listener.close();
  const idle = setInterval(() => listener.server.closeIdleConnections(), LOOK_EVERY_MS);
  await atMost(DRAIN_MS, closed);
  clearInterval(idle);
  listener.server.closeAllConnections();
}

/** Waits for events in doubt and for claims to be written, then closes; what takes too long is left to the leases. */
export async function closeEdges(
  { bookings, inFlight }: { bookings: AcceptBooking; inFlight: InFlight },
  edges: Edges,
): Promise<void> {
  const deadlineMs = performance.now() + SETTLE_MS;
  while (inFlight.count() > 0 && performance.now() < deadlineMs) await sleep(LOOK_EVERY_MS);
  await atMost(CLOSE_MS, bookings.idle());
  await atMost(CLOSE_MS, edges.close());
}

async function atMost(limitMs: number, work: Promise<unknown>): Promise<void> {
  const stop = new AbortController();
  await Promise.race([work, sleep(limitMs, undefined, { signal: stop.signal })]).finally(() => stop.abort());
}
