import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { installRedis } from '../install/redis.ts';
import type { Launch } from '../processes/launch.ts';
import { addressOf } from '../settings/addresses.ts';
import type { Settings } from '../settings/settings.ts';
import type { Talk } from '../talk.ts';
import { type Component, notOurs } from './component.ts';
import { PROBE_TIMEOUT_MS, reasonOf } from './probes.ts';

async function probe(url: string): Promise<string | null> {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: PROBE_TIMEOUT_MS,
    commandTimeout: PROBE_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let fault: unknown;
  client.on('error', (error) => {
    fault = error;
  });
  try {
    await client.connect();
    await client.ping();
    return null;
  } catch (error) {
    return reasonOf(fault ?? error);
  } finally {
    client.disconnect();
  }
}

async function launch(settings: Settings, talk: Talk): Promise<Launch> {
  const command = await installRedis(settings.cache, talk);
  const data = join(settings.folder, 'data', 'redis');
  mkdirSync(data, { recursive: true });
  const options = {
    port: settings.ports.redis,
    bind: '127.0.0.1',
    dir: data,
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
    // An evicted counter or job would be a lost one: refuse writes instead.
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
  };
  return {
    command,
    args: Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`]),
    cwd: data,
  };
}

export function redis(settings: Settings): Component {
  const url = addressOf(settings, 'redis');
  const external = settings.external.redis !== undefined;
  return {
    name: 'redis',
    kind: 'server',
    needs: [],
    addresses: { url },
    external,
    probe: () => probe(url),
    ...(external
      ? { ...notOurs, ports: [] }
      : {
          ports: ['redis'],
          startWithinMs: 30_000,
          stopWithinMs: 15_000,
          install: async (talk) => void (await installRedis(settings.cache, talk)),
          launch: (talk) => launch(settings, talk),
        }),
  };
}
