import { Gauge, type Registry } from 'prom-client';

/** Gauges of what a service has still to do; their values are read on a period. */
export function levelMetrics(registry: Registry) {
  const registers = [registry];
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  return {
    lag: new Gauge({
      name: 'wl_messaging_lag_records',
      help: 'Records of a topic that the whole group has not committed; every instance tells the same.',
      labelNames: ['topic'],
      registers,
    }),
    deadLetters: new Gauge({
      name: 'wl_messaging_dead_letter_records',
      help: 'Records that the dead-letter topic of a topic and this group has, decided ones among them.',
      labelNames: ['topic'],
      registers,
    }),
    standstill: gauge(
      'wl_messaging_standstill_seconds',
      'How long a partition of this member has had records to handle and no progress, without waiting for anything.',
    ),
    outboxRows: gauge(
      'wl_outbox_unpublished_rows',
      'Rows of the outbox whose events are not published, up to 10,000.',
    ),
    outboxAge: gauge(
      'wl_outbox_oldest_unpublished_age_seconds',
      'Age of the oldest row of the outbox whose events are not published; 0 without any.',
    ),
    parkedWaiting: gauge(
      'wl_messaging_parked_events',
      'Events in line to be tried again, in up to 10,000 lines.',
    ),
    parkedDead: gauge(
      'wl_messaging_dead_events',
      'Dead letters that a person has to decide about; those that could not be read are not among them.',
    ),
  };
}

export type LevelMetrics = ReturnType<typeof levelMetrics>;

/** Records that a consumer has taken and not finished, as it is when somebody looks. */
export function inHandMetric(registry: Registry, read: () => number): void {
  new Gauge({
    name: 'wl_messaging_in_hand_records',
    help: 'Records taken and not finished: the bound is the capacity of the intake.',
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}
