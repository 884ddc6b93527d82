import type { World } from './world.ts';

/** What is not healthy, in words. */
export async function probeFaults({ all }: Pick<World, 'all'>): Promise<string[]> {
  const found = await Promise.all(
    all.map(async ({ component, runs }) => {
      const fault = runs ? await component.probe() : 'does not run';
      return fault === null ? [] : [`${component.name}: ${fault}`];
    }),
  );
  return found.flat();
}
