import { Counter, Gauge, type Registry } from 'prom-client';
import type { PaymentProvider } from './ports.ts';

export interface PaymentMetrics {
  readonly chargesInFlight: Pick<Gauge, 'inc' | 'dec'>;
  readonly chargeOutcomes: Pick<Counter<'result'>, 'inc'>;
  readonly unknownOpen: Pick<Gauge, 'set'>;
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
    unknownOpen: new Gauge({
      name: 'wl_payment_unknown_open',
      help: 'Payments that are UNKNOWN, as of the last sweep.',
      registers,
    }),
  };
}

/** Counts what goes through a provider. */
export function metered(provider: PaymentProvider, metrics: PaymentMetrics): PaymentProvider {
  return {
    async charge(request) {
      metrics.chargesInFlight.inc();
      let result = 'AWAY';
      try {
        const outcome = await provider.charge(request);
        result = outcome.status;
        return outcome;
      } finally {
        metrics.chargesInFlight.dec();
        metrics.chargeOutcomes.inc({ result });
      }
    },
    lookUp: (key, traceId) => provider.lookUp(key, traceId),
  };
}
