import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Steps about which a person is called when they go on failing: what they do is owed, such as a compensation. */
export type AlarmedStep = 'commit' | 'settle';

export interface ConsumerMetrics {
  handled(records: number, durationMs: number): void;
  failed(recovery: string): void;
  /** A step has failed so often that somebody should look; of a batch of several handlers, the first one's name. */
  alarm(handler: string, step: AlarmedStep): void;
  /** The group dealt out its partitions anew, and this member has so many. */
  assigned(partitions: number): void;
}

/** Metrics of the consumer runner on a service's registry. */
export function consumerMetrics(registry: Registry): ConsumerMetrics {
  const consumed = new Counter({
    name: 'wl_messaging_consumed_messages_total',
    help: 'Records handled.',
    registers: [registry],
  });
  const batchSize = new Histogram({
    name: 'wl_messaging_batch_records',
    help: 'Records handled in one transaction.',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'wl_messaging_process_duration_seconds',
    help: 'Time from taking a batch to its commit.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [registry],
  });
  const failures = new Counter({
    name: 'wl_messaging_failed_attempts_total',
    help: 'Failed attempts by what was done about them.',
    labelNames: ['recovery'],
    registers: [registry],
  });
  const alarms = new Counter({
    name: 'wl_messaging_alarms_total',
    help: 'Times that a person was called because a step goes on failing: the transaction, or what comes after it.',
    labelNames: ['handler', 'step'],
    registers: [registry],
  });
  const assignments = new Counter({
    name: 'wl_messaging_assignments_total',
    help: 'Times that the group dealt out its partitions: once at the start, then once for each rebalance.',
    registers: [registry],
  });
  const partitions = new Gauge({
    name: 'wl_messaging_assigned_partitions',
    help: 'Partitions that this member has.',
    registers: [registry],
  });
  return {
    handled: (records, durationMs) => {
      consumed.inc(records);
      batchSize.observe(records);
      duration.observe(durationMs / 1_000);
    },
    failed: (recovery) => failures.inc({ recovery }),
    alarm: (handler, step) => alarms.inc({ handler, step }),
    assigned: (count) => {
      assignments.inc();
      partitions.set(count);
    },
  };
}
