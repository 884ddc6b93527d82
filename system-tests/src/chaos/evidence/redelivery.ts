import type { Records } from '../faults/records.ts';
import type { Random } from '../schedule/random.ts';
import type { World } from '../world/world.ts';
import type { Databases } from './databases.ts';
import type { EventReader } from './event.ts';
import type { Scope } from './gather.ts';
import { waitForRest } from './rest.ts';
import { storedNow } from './stored.ts';
import type { Redelivery } from './types.ts';

/** Once nothing is under way any more: every event of the schedule is produced again, in another order. */
export async function redeliver(
  world: World,
  { databases, reader, records }: { databases: Databases; reader: EventReader; records: Records },
  { scope, random, boundMs }: { scope: Scope; random: Random; boundMs: number },
): Promise<Redelivery> {
  const propertyIds = scope.properties.map(({ id }) => id);
  const before = await storedNow(world, { databases, reader }, scope);
  records.repeatAll(random);
  await records.settled();
  const rest = await waitForRest(world, databases, { propertyIds, fromMs: Date.now(), boundMs });
  return { before, after: await storedNow(world, { databases, reader }, scope), unrest: rest.unrest };
}
