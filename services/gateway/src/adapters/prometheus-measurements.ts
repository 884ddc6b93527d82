import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Measurements } from '../ports.ts';

export interface Levels {
  readonly inFlight: () => number;
  readonly watchers: () => number;
}

export function prometheusMeasurements(registry: Registry): Measurements {
  const requests = new Counter({
    name: 'wl_gateway_requests_total',
    help: 'Requests by method, route template and status.',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  });
  const acceptance = new Histogram({
    name: 'wl_gateway_accept_seconds',
    help: 'From a booking request to its answer 202.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  return {
    requestFinished: (method, route, status) => requests.inc({ method, route, status }),
    accepted: (seconds) => acceptance.observe(seconds),
  };
}

/** Shows levels as they are when somebody looks. */
export function prometheusLevels(registry: Registry, { inFlight, watchers }: Levels): void {
  gauge(registry, 'wl_gateway_in_flight', 'Booking requests under way, and events in doubt.', inFlight);
  gauge(registry, 'wl_gateway_watchers', 'Open streams of steps.', watchers);
}

function gauge(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}
