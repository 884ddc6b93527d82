import type { Registry } from 'prom-client';
import { reconcileMetrics } from './jobs/metrics.ts';
import { inHandMetric, levelMetrics } from './levels/metrics.ts';
import { poolMetrics } from './mongo/pool.ts';
import { consumerMetrics } from './runner/metrics.ts';

/** Everything that a service with `connectProcessing`, a consumer and a reconciler shows, for whoever lists metrics. */
export function describeMetrics(registry: Registry): void {
  consumerMetrics(registry);
  reconcileMetrics(registry);
  levelMetrics(registry);
  inHandMetric(registry, () => 0);
  poolMetrics(registry, undefined);
}
