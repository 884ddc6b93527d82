import type { Logger } from '@wanderluxe/runtime';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Due } from './domain/payment.ts';
import type { Alarm, PaymentProvider } from './ports.ts';

export interface PaymentMetrics {
  readonly chargesInFlight: Pick<Gauge, 'inc' | 'dec'>;
  readonly chargeOutcomes: Pick<Counter<'result'>, 'inc'>;
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
      try {
        const outcome = await provider.charge(request, async () => {
          await announce();
          metrics.chargesInFlight.inc();
          isInFlight = true;
        });
        result = outcome.status;
        return outcome;
      } finally {
        if (isInFlight) {
          metrics.chargesInFlight.dec();
          metrics.chargeOutcomes.inc({ result });
        }
      }
    },
    refund: (request) => provider.refund(request),
    lookUp: (key, traceId) => provider.lookUp(key, traceId),
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
