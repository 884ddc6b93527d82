import type { ServiceName } from '../harness/engine.ts';
import { registryOf, services } from './registries.ts';

export interface MetricEntry {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labels: readonly string[];
  /** Who shows it. */
  readonly services: readonly ServiceName[];
}

/** Of prom-client; its own types do not show them. */
interface Described {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
}

/** Every metric of every service, by name. @throws Error when two services mean different things by one name */
export async function catalogue(): Promise<MetricEntry[]> {
  const entries = new Map<string, MetricEntry>();
  for (const service of services) {
    for (const entry of await entriesOf(service)) {
      const known = entries.get(entry.name);
      if (known && meaning(known) !== meaning(entry))
        throw new Error(`${entry.name} of ${service} is not that of ${known.services.join(', ')}`);
      entries.set(entry.name, { ...entry, services: [...(known?.services ?? []), service] });
    }
  }
  return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

const meaning = ({ type, help, labels }: MetricEntry): string => JSON.stringify([type, help, labels]);

async function entriesOf(service: ServiceName): Promise<MetricEntry[]> {
  const registry = registryOf(service);
  const types = new Map((await registry.getMetricsAsJSON()).map(({ name, type }) => [name, `${type}`]));
  return (registry.getMetricsAsArray() as unknown as Described[]).map(({ name, help, labelNames }) => ({
    name,
    type: types.get(name) ?? 'unknown',
    help: help.endsWith('.') ? help : `${help}.`,
    labels: [...labelNames].sort(),
    services: [service],
  }));
}

/** The names under which Prometheus has a metric. */
export function seriesOf({ name, type }: Pick<MetricEntry, 'name' | 'type'>): string[] {
  if (type === 'histogram') return ['_bucket', '_sum', '_count'].map((suffix) => name + suffix);
  if (type === 'summary') return [name, `${name}_sum`, `${name}_count`];
  return [name];
}
