import type { ServiceName } from '@wanderluxe/infra/launcher';
import { scrape } from './scrape.ts';
import type { Engine } from './world/engine.ts';

const consumers: readonly ServiceName[] = ['inventory', 'payment', 'booking-ledger'];

/** Times that the services' groups have dealt out their partitions since the services started. */
async function assignments(engine: Engine): Promise<number> {
  const names = consumers.flatMap((name) => engine.instancesOf(name));
  const counts = names.map((name) => scrape(engine.opsUrlOf(name), 'wl_messaging_assignments_total'));
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

/** Counts the rebalances between now and the call of the function; only while no service is started again. */
export async function countRebalances(engine: Engine): Promise<() => Promise<number>> {
  const before = await assignments(engine);
  return async () => (await assignments(engine)) - before;
}
