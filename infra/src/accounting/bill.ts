import type { Sample } from './accounts.ts';

/** CPU that was spent between two samples. */
export interface Spending {
  readonly seconds: number;
  /** CPU-seconds by component; all instances of a service together. */
  readonly components: Readonly<Record<string, number>>;
  /** CPU-seconds of this process. */
  readonly driver: number;
  /** CPU-seconds of everything else on the machine: the noise. */
  readonly others: number;
  /** CPU-seconds taken away by the hypervisor. */
  readonly stolen: number;
}

/** CPU-seconds for 1,000 bookings. */
export interface Bill {
  readonly components: Readonly<Record<string, number>>;
  /** Without the driver and the bank. */
  readonly total: number;
  /** `total` without the database, which is a stand-in here. */
  readonly withoutDatabase: number;
}

/** Outside the engine: its CPU is nobody's bill. */
const OUTSIDE = 'bank';
const DATABASE = 'mongo';

/** "inventory-2" is one of the inventory's. */
const componentOf = (process: string): string => process.replace(/-\d+$/, '');

export function spendingBetween(from: Sample, to: Sample): Spending {
  const components: Record<string, number> = {};
  for (const [name, { cpuMs }] of Object.entries(to.components)) {
    const spentMs = cpuMs - (from.components[name]?.cpuMs ?? 0);
    const component = componentOf(name);
    components[component] = (components[component] ?? 0) + spentMs / 1_000;
  }
  const driver = (to.ownCpuMs - from.ownCpuMs) / 1_000;
  const known = Object.values(components).reduce((sum, spent) => sum + spent, driver);
  const busy = (to.machine.busyMs - from.machine.busyMs) / 1_000;
  return {
    seconds: (to.atMs - from.atMs) / 1_000,
    components,
    driver,
    others: Math.max(0, busy - known),
    stolen: (to.machine.stolenMs - from.machine.stolenMs) / 1_000,
  };
}

export function billOf({ components }: Spending, bookings: number): Bill {
  const entries = Object.entries(components)
    .filter(([name]) => name !== OUTSIDE)
    .map(([name, spent]) => [name, (spent * 1_000) / bookings] as const);
  const total = entries.reduce((sum, [, each]) => sum + each, 0);
  const each = Object.fromEntries(entries);
  return { components: each, total, withoutDatabase: total - (each[DATABASE] ?? 0) };
}
