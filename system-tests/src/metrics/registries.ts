import { sagaMetrics } from '@wanderluxe/booking-ledger/metrics.ts';
import {
  prometheusLevels,
  prometheusMeasurements,
} from '@wanderluxe/gateway/adapters/prometheus-measurements.ts';
import { inventoryMetrics } from '@wanderluxe/inventory/metrics.ts';
import { describeMetrics } from '@wanderluxe/messaging';
import { bankPoolMetrics, paymentMetrics } from '@wanderluxe/payment/metrics.ts';
import { createOps, observeHttp } from '@wanderluxe/runtime';
import type { Registry } from 'prom-client';
import type { ServiceName } from '../harness/engine.ts';

const none = () => 0;

/** What each service registers besides that of every service; the e2e spec compares it with what services show. */
const own: Readonly<Record<ServiceName, (registry: Registry) => void>> = {
  gateway(registry) {
    observeHttp(registry);
    prometheusMeasurements(registry);
    const levels = { inFlight: none, watchers: none, admittedShare: none, admission: () => undefined };
    prometheusLevels(registry, levels);
  },
  inventory(registry) {
    observeHttp(registry);
    describeMetrics(registry);
    inventoryMetrics(registry);
  },
  payment(registry) {
    describeMetrics(registry);
    paymentMetrics(registry);
    bankPoolMetrics(registry, () => ({ open: 0, inUse: 0, waiting: 0 }));
  },
  'booking-ledger'(registry) {
    observeHttp(registry);
    describeMetrics(registry);
    sagaMetrics(registry);
  },
};

export const services = Object.keys(own) as readonly ServiceName[];

/** The registry of a service as it is when the service has started. */
export function registryOf(service: ServiceName): Registry {
  const { registry } = createOps({ port: 0, host: '127.0.0.1', service, checks: {} });
  own[service](registry);
  return registry;
}
