import type { Logger } from '@wanderluxe/runtime';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Due } from './domain/payment.ts';
import type { Alarm, PaymentProvider } from './ports.ts';

export interface PaymentMetrics {
  readonly chargesInFlight: Pick<Gauge, 'inc' | 'dec'>;
  readonly chargeOutcomes: Pick<Counter<'result'>, 'inc'>;
  readonly chargeDuration: Pick<Histogram, 'observe'>;
  readonly unknown: Pick<Gauge<'age'>, 'set'>;
  readonly oldestUnknown: Pick<Gauge, 'set'>;
  readonly open: Pick<Gauge<'due'>, 'set'>;
  readonly alarms: Pick<Counter<'kind'>, 'inc'>;
  readonly breaker: Pick<Gauge<'state'>, 'set'>;
}

export function paymentMetrics(registry: Registry): PaymentMetrics {
  const registers = [registry];
  return {
    chargesInFlight: new Gauge({
      name: 'wl_payment_charges_in_flight',
      help: 'Charges that the bank has not answered yet.',
      registers,
    }),
    chargeOutcomes: new Counter({
      name: 'wl_payment_charge_outcomes_total',
      help: 'Charge attempts by result; AWAY: the bank could not be reached.',
      labelNames: ['result'],
      registers,
    }),
    chargeDuration: new Histogram({
      name: 'wl_payment_charge_duration_seconds',
      help: 'From a charge that is sent to the bank’s answer, or to the end of waiting for it.',
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30],
      registers,
    }),
    unknown: new Gauge({
      name: 'wl_payment_unknown',
      help: 'Payments whose fate nobody knows, by how long that is so; up to 10,000.',
      labelNames: ['age'],
      registers,
    }),
    oldestUnknown: new Gauge({
      name: 'wl_payment_oldest_unknown_age_seconds',
      help: 'How long the payment that is unknown for longest has been so; 0 without any.',
      registers,
    }),
    open: new Gauge({
      name: 'wl_payment_open',
      help: 'Payments that wait for an inquiry or a refund, as of the last sweep.',
      labelNames: ['due'],
      registers,
    }),
    breaker: new Gauge({
      name: 'wl_payment_bank_breaker',
      help: '1 for the state that the breaker around charges is in: closed, open or half-open.',
      labelNames: ['state'],
      registers,
    }),
    alarms: new Counter({
      name: 'wl_payment_alarms_total',
      help: 'Times that a person was called: a refund tried in vain, a payment unknown for too long.',
      labelNames: ['kind'],
      registers,
    }),
  };
}

/** Counts what goes through a provider. */
export function metered(provider: PaymentProvider, metrics: PaymentMetrics): PaymentProvider {
  return {
    async charge(request, announce) {
      let isInFlight = false;
      let result = 'AWAY';
      let sentMs = 0;
      try {
        const outcome = await provider.charge(request, async () => {
          await announce();
          metrics.chargesInFlight.inc();
          isInFlight = true;
          sentMs = performance.now();
        });
        result = outcome.status;
        return outcome;
      } finally {
        if (isInFlight) {
          metrics.chargesInFlight.dec();
          metrics.chargeOutcomes.inc({ result });
          metrics.chargeDuration.observe((performance.now() - sentMs) / 1_000);
        }
      }
    },
    refund: (request) => provider.refund(request),
    lookUp: (key, traceparent) => provider.lookUp(key, traceparent),
  };
}

const CALLS: Readonly<Record<Parameters<Alarm>[0], string>> = {
  refund: 'a refund does not succeed: it is tried on, ask the bank why',
  operator: 'a payment is unknown for too long: ask the bank, and resolve it',
};

export const alarmOf =
  (metrics: PaymentMetrics, logger: Logger): Alarm =>
  (kind, fields) => {
    metrics.alarms.inc({ kind });
    logger.error(CALLS[kind], fields);
  };

const BREAKER_STATES = ['closed', 'open', 'half-open'] as const;

export const breakerTo =
  (metrics: PaymentMetrics) =>
  (now: (typeof BREAKER_STATES)[number]): void => {
    for (const state of BREAKER_STATES) metrics.breaker.set({ state }, state === now ? 1 : 0);
  };

export const sweptTo =
  (metrics: PaymentMetrics) =>
  (due: Due, payments: number): void =>
    metrics.open.set({ due }, payments);

const MINUTE_MS = 60_000;
/** Youngest first; the last one has no end. */
const AGES = [
  { age: 'under_1m', belowMs: MINUTE_MS },
  { age: '1m_to_10m', belowMs: 10 * MINUTE_MS },
  { age: '10m_to_1h', belowMs: 60 * MINUTE_MS },
  { age: 'over_1h', belowMs: Number.POSITIVE_INFINITY },
] as const;

/** Shows payments that are unknown since these times. */
export function showUnknown(
  { unknown, oldestUnknown }: Pick<PaymentMetrics, 'unknown' | 'oldestUnknown'>,
  sinceMs: readonly number[],
  nowMs: number,
): void {
  const ages = sinceMs.map((since) => Math.max(0, nowMs - since));
  const byAge = Map.groupBy(ages, (ms) => AGES.find(({ belowMs }) => ms < belowMs)?.age);
  for (const { age } of AGES) unknown.set({ age }, byAge.get(age)?.length ?? 0);
  oldestUnknown.set(ages.reduce((oldest, ms) => Math.max(oldest, ms), 0) / 1_000);
}

/** Shows the connections to the bank as they are when somebody looks. */
export function bankPoolMetrics(
  registry: Registry,
  read: () => { readonly open: number; readonly inUse: number; readonly waiting: number },
): void {
  new Gauge({
    name: 'wl_payment_bank_connections',
    help: 'Connections to the bank: open ones, those in use, and calls that wait for one.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { open, inUse, waiting } = read();
      this.set({ state: 'open' }, open);
      this.set({ state: 'in_use' }, inUse);
      this.set({ state: 'waiting' }, waiting);
    },
  });
}
