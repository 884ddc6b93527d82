import { setTimeout as sleep } from 'node:timers/promises';
import { probeFaults } from '../world/probes.ts';
import type { World } from '../world/world.ts';
import type { Databases } from './databases.ts';
import { consumerGroups, endOfTopics, withAdmin } from './topics.ts';

const LOOK_EVERY_MS = 250;

/** How the waiting ended. */
export interface Rest {
  /** Null when the bound was over first. */
  readonly atMs: number | null;
  readonly unrest: readonly string[];
  /** What was still under way, each time that this changed. */
  readonly trail: readonly string[];
}

/** Records that a group has not finished; every group that should have members has some. */
async function lag({ direct, observer }: World): Promise<string[]> {
  return withAdmin(direct.kafkaBrokers, async (admin) => {
    const found: string[] = [];
    for (const group of consumerGroups) {
      const heard = await admin.topicsOf(group);
      const committed = await admin.committed(group);
      const behind = heard.map(
        (topic) => [topic, observer.behind(topic, committed.get(topic) ?? new Map())] as const,
      );
      if (heard.length === 0) found.push(`${group} has no members`);
      for (const [topic, records] of behind)
        if (records > 0) found.push(`${group} is ${records} records behind on ${topic}`);
    }
    return found;
  });
}

/** Waits until no record, row, payment or booking is under way any more; times of the trail are since `fromMs`. */
export async function waitForRest(
  world: World,
  databases: Databases,
  { propertyIds, fromMs, boundMs }: { propertyIds: readonly string[]; fromMs: number; boundMs: number },
): Promise<Rest> {
  const trail: string[] = [];
  let before = '';
  for (;;) {
    const first = await look(world, databases, propertyIds);
    const atMs = Date.now();
    const unrest = first.length > 0 ? first : await look(world, databases, propertyIds, true);
    if (unrest.length === 0) return { atMs, unrest, trail };
    const elapsedMs = Date.now() - fromMs;
    if (unrest.join() !== before) trail.push(`after ${elapsedMs} ms: ${unrest.join('; ')}`);
    before = unrest.join();
    if (elapsedMs > boundMs) return { atMs: null, unrest, trail };
    await sleep(LOOK_EVERY_MS);
  }
}

/** @param toTheEnd the observer first reads to the end of all topics: what looked like rest may be its being late */
async function look(
  world: World,
  databases: Databases,
  propertyIds: readonly string[],
  toTheEnd = false,
): Promise<string[]> {
  try {
    const faults = await probeFaults(world);
    if (faults.length > 0) return faults;
    if (toTheEnd) await world.observer.readUpTo(await withAdmin(world.direct.kafkaBrokers, endOfTopics));
    const rows = await databases.unrest(propertyIds);
    return rows.length > 0 ? rows : await lag(world);
  } catch (error) {
    return [`a server does not answer: ${error instanceof Error ? error.message : error}`];
  }
}
