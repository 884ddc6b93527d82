import type { Settings } from '@wanderluxe/infra';
import { addressOf } from '@wanderluxe/infra';
import { keepSchemas, registerSchemas } from '@wanderluxe/infra/launcher';
import { schemaText } from '@wanderluxe/schemas';
import { nextVersionOf } from './next-version.ts';

/** Variables that start a service as one that was built with the next version of every contract. */
export const nextVersionEnvironment: Readonly<Record<string, string>> = {
  NODE_OPTIONS: `--import=${new URL('next-version.preload.ts', import.meta.url).href}`,
};

/**
 * The registry admits the next versions before anybody writes them, as a deployment would have it; answers their ids.
 */
export async function registerNextSchemas(settings: Settings): Promise<ReadonlySet<number>> {
  const registry = addressOf(settings, 'schema-registry');
  const ids = await registerSchemas(registry, (topic) => nextVersionOf(schemaText(topic)));
  await keepSchemas(registry, settings.folder);
  return new Set(Object.values(ids));
}
