import { setTimeout as sleep } from 'node:timers/promises';
import { IDLE_MS, type Listener, type Ops, type StopStep, type Tracer } from '@wanderluxe/runtime';
import type { Edges } from './adapters/connect-edges.ts';
import type { AcceptBooking } from './handlers/accept-booking.ts';
import type { AdmissionControl } from './handlers/admission-control.ts';
import type { InFlight } from './handlers/in-flight.ts';

/** Longer than a request waits for Kafka, 5 s by default. */
const DRAIN_MS = 6_000;
const SETTLE_MS = 2_000;
const CLOSE_MS = 1_000;
const OPS_CLOSE_MS = 200;
const LOOK_EVERY_MS = 20;

export interface Running {
  readonly listener: Listener;
  readonly admission: AdmissionControl;
  readonly bookings: AcceptBooking;
  readonly inFlight: InFlight;
  readonly edges: Edges;
  readonly tracer: Tracer;
  readonly ops: Ops;
}

/** Running requests are answered, then events in doubt and claims are written: what takes too long is left to the leases. */
export const stopSteps = ({ listener, admission, edges, tracer, ops, ...accepting }: Running): StopStep[] => [
  {
    name: 'answer requests',
    withinMs: DRAIN_MS,
    stop: () => Promise.all([listener.close({ idleMs: IDLE_MS }), admission.stop()]),
  },
  { name: 'settle claims', withinMs: SETTLE_MS, stop: () => settled(accepting) },
  {
    name: 'connections',
    withinMs: CLOSE_MS,
    stop: () => {
      listener.server.closeAllConnections();
      return Promise.all([edges.close(), tracer.stop()]);
    },
  },
  { name: 'operations port', withinMs: OPS_CLOSE_MS, stop: () => ops.stop() },
];

async function settled({ inFlight, bookings }: Pick<Running, 'inFlight' | 'bookings'>): Promise<void> {
  const deadlineMs = performance.now() + SETTLE_MS;
  while (inFlight.count() > 0 && performance.now() < deadlineMs) await sleep(LOOK_EVERY_MS);
  await bookings.idle();
}
