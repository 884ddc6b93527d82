import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../files.ts';
import { installSchemaRegistry } from '../install/schema-registry.ts';
import type { Launch } from '../processes/launch.ts';
import { addressOf } from '../settings/addresses.ts';
import type { Settings } from '../settings/settings.ts';
import type { Talk } from '../talk.ts';
import { type Component, notOurs } from './component.ts';
import { probeHttp } from './probes.ts';
import { restoreSchemas } from './registry-snapshot.ts';

const configuration = (port: number): string => `server:
  host: 127.0.0.1
  port: ${port}
storage:
  type: memory
compatibility:
  default_level: FULL_TRANSITIVE
`;

async function launch(settings: Settings, talk: Talk): Promise<Launch> {
  const command = await installSchemaRegistry(settings.cache, talk);
  const folder = join(settings.folder, 'config');
  const file = join(folder, 'schema-registry.yaml');
  mkdirSync(folder, { recursive: true });
  writeWhole(file, configuration(settings.ports.schemaRegistry));
  return { command, args: ['-config', file] };
}

/** Keeps schemas in memory; what `schemas push` registered is put back, under the same ids, at every start. */
export function schemaRegistry(settings: Settings): Component {
  const url = addressOf(settings, 'schema-registry');
  const external = settings.external['schema-registry'] !== undefined;
  return {
    name: 'schema-registry',
    kind: 'server',
    needs: [],
    addresses: { url },
    external,
    probe: () => probeHttp(new URL('/subjects', url).href),
    ...(external
      ? { ...notOurs, ports: [] }
      : {
          ports: ['schemaRegistry'],
          startWithinMs: 20_000,
          stopWithinMs: 10_000,
          install: async (talk) => void (await installSchemaRegistry(settings.cache, talk)),
          launch: (talk) => launch(settings, talk),
          afterStart: (talk) => restoreSchemas(url, settings.folder, talk),
        }),
  };
}
