import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Steps about which a person is called when they go on failing: what they do is owed, such as a compensation. */
export type AlarmedStep = 'commit' | 'settle';

export interface ConsumerMetrics {
  /** A batch is through: how many records of which topic it had. */
  handled(recordsByTopic: ReadonlyMap<string, number>, durationMs: number): void;
  failed(handler: string, recovery: string): void;
  /** A record went where it is tried again, or where it waits for a person. */
  setAside(topic: string, to: 'retry' | 'dead-letter'): void;
  /** A step has failed so often that somebody should look; of a batch of several handlers, the first one's name. */
  alarm(handler: string, step: AlarmedStep): void;
  /** The group dealt out its partitions anew, and this member has so many. */
  assigned(partitions: number): void;
}

/** Metrics of the consumer runner on a service's registry. */
export function consumerMetrics(registry: Registry): ConsumerMetrics {
  const consumed = new Counter({
    name: 'wl_messaging_consumed_messages_total',
    help: 'Records handled, by the topic that they were written to first.',
    labelNames: ['topic'],
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
    help: 'Time from taking a batch that has records of a topic to its end.',
    labelNames: ['topic'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [registry],
  });
  const failures = new Counter({
    name: 'wl_messaging_failed_attempts_total',
    help: 'Failed attempts by what was done about them; of a batch of several handlers, the first one counts.',
    labelNames: ['handler', 'recovery'],
    registers: [registry],
  });
  const asides = new Counter({
    name: 'wl_messaging_set_aside_total',
    help: 'Records that went to a retry topic, or to the dead letters, by the topic that they were written to first.',
    labelNames: ['topic', 'to'],
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
    handled: (recordsByTopic, durationMs) => {
      let records = 0;
      for (const [topic, count] of recordsByTopic) {
        records += count;
        consumed.inc({ topic }, count);
        duration.observe({ topic }, durationMs / 1_000);
      }
      batchSize.observe(records);
    },
    failed: (handler, recovery) => failures.inc({ handler, recovery }),
    setAside: (topic, to) => asides.inc({ topic, to }),
    alarm: (handler, step) => alarms.inc({ handler, step }),
    assigned: (count) => {
      assignments.inc();
      partitions.set(count);
    },
  };
}
