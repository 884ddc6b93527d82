import { type Accounted, processesOf } from '../accounting/accounts.ts';
import { setCapacities } from '../demo/engine-apis.ts';
import { addressOf, httpAt } from '../settings/addresses.ts';
import type { Settings } from '../settings/settings.ts';
import { OutcomesOfApi } from './outcomes-api.ts';
import { outcomesOfTopic } from './outcomes-topic.ts';
import type { LoadOptions } from './run-load.ts';

/** The engine that a load goes to. */
export type Target = Pick<LoadOptions, 'gatewayUrl' | 'openOutcomes' | 'processes'>;

const noProcesses = (): Accounted[] => [];

/** An instance of this machine: its outcomes come from its topic, and its processes are accounted. */
export function targetOfInstance(settings: Settings): Target {
  const brokers = addressOf(settings, 'kafka').split(',');
  const registryUrl = addressOf(settings, 'schema-registry');
  return {
    gatewayUrl: httpAt(settings, 'gatewayHttp'),
    openOutcomes: (hear) => outcomesOfTopic({ brokers, registryUrl }, hear),
    processes: () => processesOf(settings.folder),
  };
}

export interface Deployed {
  readonly gatewayUrl: string;
  /** Both or none: without them outcomes are read through the gateway. */
  readonly kafka?: { readonly brokers: readonly string[]; readonly registryUrl: string } | undefined;
}

/** Somebody else's engine. */
export function targetOfDeployed({ gatewayUrl, kafka }: Deployed): Target {
  return {
    gatewayUrl,
    openOutcomes: kafka
      ? (hear) => outcomesOfTopic(kafka, hear)
      : async (hear) => new OutcomesOfApi(gatewayUrl, hear),
    processes: noProcesses,
  };
}

const AT_ONCE = 500;

/** Makes properties of this run's own, each with so many rooms; the ids in order. */
export async function makeProperties(
  inventoryUrl: string,
  { runTag, count, rooms }: { runTag: string; count: number; rooms: (index: number) => number },
): Promise<string[]> {
  const all = Array.from({ length: count }, (_, index) => ({
    id: `load-${runTag}-${index}`,
    capacity: rooms(index),
  }));
  for (let from = 0; from < count; from += AT_ONCE)
    await setCapacities(inventoryUrl, all.slice(from, from + AT_ONCE));
  return all.map(({ id }) => id);
}
