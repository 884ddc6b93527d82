import { setTimeout as sleep } from 'node:timers/promises';
import { probeFaults } from '../world/probes.ts';
import type { World } from '../world/world.ts';
import type { Databases } from './databases.ts';
import { consumerGroups, withAdmin } from './topics.ts';

const LOOK_EVERY_MS = 700;

/** How the waiting ended. */
export interface Rest {
  /** Null when the bound was over first. */
  readonly atMs: number | null;
  readonly unrest: readonly string[];
  /** What was still under way, each time that this changed. */
  readonly trail: readonly string[];
}

/** Records that a group has not finished; every group that should have members has some. */
async function lag(brokers: readonly string[]): Promise<string[]> {
  return withAdmin(brokers, async (admin) => {
    const found: string[] = [];
    for (const group of consumerGroups) {
      const heard = await admin.topicsOf(group);
      if (heard.length === 0) found.push(`${group} has no members`);
      for (const topic of heard) {
        const behind = (await admin.offsets(group, topic)).reduce(
          (sum, { end, committed }) => sum + end - committed,
          0,
        );
        if (behind > 0) found.push(`${group} is ${behind} records behind on ${topic}`);
      }
    }
    return found;
  });
}

/** Waits until no record, row, payment or booking is under way any more. */
export async function waitForRest(
  world: World,
  databases: Databases,
  { propertyIds, boundMs }: { propertyIds: readonly string[]; boundMs: number },
): Promise<Rest> {
  const beganAtMs = Date.now();
  const trail: string[] = [];
  let before = '';
  for (;;) {
    const unrest = await look(world, databases, propertyIds);
    if (unrest.length === 0) return { atMs: Date.now(), unrest, trail };
    const elapsedMs = Date.now() - beganAtMs;
    if (unrest.join() !== before) trail.push(`after ${elapsedMs} ms: ${unrest.join('; ')}`);
    before = unrest.join();
    if (elapsedMs > boundMs) return { atMs: null, unrest, trail };
    await sleep(LOOK_EVERY_MS);
  }
}

async function look(world: World, databases: Databases, propertyIds: readonly string[]): Promise<string[]> {
  try {
    const faults = await probeFaults(world);
    if (faults.length > 0) return faults;
    const rows = await databases.unrest(propertyIds);
    return rows.length > 0 ? rows : await lag(world.direct.kafkaBrokers);
  } catch (error) {
    return [`a server does not answer: ${error instanceof Error ? error.message : error}`];
  }
}
