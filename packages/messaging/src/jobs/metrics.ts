import { Counter, Gauge, type Registry } from 'prom-client';

export interface ReconcileMetrics {
  checked(check: string, counts: { readonly found: number; readonly repaired: number }): void;
}

/** Metrics of the reconciler on a service's registry. Dry runs count nothing. */
export function reconcileMetrics(registry: Registry): ReconcileMetrics {
  const labelNames = ['check'] as const;
  const registers = [registry];
  const found = new Counter({
    name: 'wl_reconcile_found_total',
    help: 'Faults that the reconciler found.',
    labelNames,
    registers,
  });
  const repaired = new Counter({
    name: 'wl_reconcile_repaired_total',
    help: 'Faults that the reconciler repaired, or saw on their way to be.',
    labelNames,
    registers,
  });
  const last = new Gauge({
    name: 'wl_reconcile_last_run_timestamp_seconds',
    help: 'When a check ended last in this instance; only the instance with the lease runs them on the schedule.',
    labelNames,
    registers,
  });
  return {
    checked: (check, counts) => {
      found.inc({ check }, counts.found);
      repaired.inc({ check }, counts.repaired);
      last.setToCurrentTime({ check });
    },
  };
}
