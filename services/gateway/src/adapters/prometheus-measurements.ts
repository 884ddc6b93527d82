import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Admission, Flow } from '../domain/admission.ts';
import type { Measurements } from '../ports.ts';

export interface Levels {
  readonly inFlight: () => number;
  readonly watchers: () => number;
  readonly admittedShare: () => number;
  /** What the downstream groups were last seen to do; undefined while that is not known. */
  readonly admission: () => Admission | undefined;
}

export function prometheusMeasurements(registry: Registry): Measurements {
  const acceptance = new Histogram({
    name: 'wl_gateway_accept_seconds',
    help: 'From a booking request to its answer 202.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  const decisions = new Counter({
    name: 'wl_gateway_admission_requests_total',
    help: 'Valid booking requests, by whether what is downstream could take them.',
    labelNames: ['decision'],
    registers: [registry],
  });
  return {
    accepted: (seconds) => acceptance.observe(seconds),
    admissionDecided: (isAdmitted) => decisions.inc({ decision: isAdmitted ? 'admitted' : 'refused' }),
  };
}

/** Shows levels as they are when somebody looks. */
export function prometheusLevels(registry: Registry, levels: Levels): void {
  const { inFlight, watchers, admittedShare, admission } = levels;
  gauge(registry, 'wl_gateway_in_flight', 'Booking requests under way, and events in doubt.', inFlight);
  gauge(registry, 'wl_gateway_watchers', 'Open streams of steps.', watchers);
  gauge(registry, 'wl_gateway_admission_share', 'Share of booking requests to admit.', admittedShare);
  gauge(registry, 'wl_gateway_admission_blind', '1 while the backlogs downstream are not known.', () =>
    admission() ? 0 : 1,
  );
  gauge(
    registry,
    'wl_gateway_admission_sample_timestamp_seconds',
    'When the latest sample of the backlogs was begun, since 1970.',
    () => (performance.timeOrigin + (admission()?.atMs ?? Number.NaN)) / 1_000,
  );
  const flows = (read: (flow: Flow) => number) => () =>
    Object.entries(admission()?.flows ?? {}).map(([group, flow]) => [group, read(flow)] as const);
  const named = (what: string) => `wl_gateway_admission_${what}`;
  byGroup(
    registry,
    named('lag'),
    'Records not done yet.',
    flows(({ lag }) => lag),
  );
  byGroup(
    registry,
    named('drain_rate'),
    'Records done in a second.',
    flows((flow) => flow.drainPerSecond),
  );
  byGroup(
    registry,
    named('offered_rate'),
    'Records in a second if nothing were refused.',
    flows((flow) => flow.offeredPerSecond),
  );
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

function byGroup(
  registry: Registry,
  name: string,
  help: string,
  read: () => readonly (readonly [group: string, value: number])[],
): void {
  new Gauge({
    name,
    help,
    labelNames: ['group'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [group, value] of read()) this.set({ group }, value);
    },
  });
}
