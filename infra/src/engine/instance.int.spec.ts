import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { CommandError } from '../errors.ts';
import { readRecord } from '../processes/records.ts';
import { pushSchemas } from '../schemas/push.ts';
import { components } from '../servers/components.ts';
import { readSchemas } from '../servers/registry-snapshot.ts';
import { addressOf } from '../settings/addresses.ts';
import { findFreePortBase } from '../settings/free-port-base.ts';
import { recordSettings } from '../settings/recorded.ts';
import { resolveSettings, type Settings } from '../settings/settings.ts';
import { silent } from '../talk.ts';
import { down } from './down.ts';
import { restart } from './restart.ts';
import { startAll } from './start-all.ts';
import { status } from './status.ts';

describe('an instance on real servers', function () {
  this.timeout(120_000);
  let home: string;
  let env: Record<string, string>;
  let settings: Settings;

  /** Kafka, Mongo and Redis are the test run's, named by the environment; the registry is this instance's own. */
  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'instances-'));
    env = {
      WANDERLUXE_HOME: home,
      WANDERLUXE_PORT_BASE: `${await findFreePortBase()}`,
      KAFKA_BROKERS: servers().kafkaBrokers.join(','),
      MONGODB_URI: servers().mongoUri,
      REDIS_URL: servers().redisUrl,
      ...(process.env.WANDERLUXE_CACHE ? { WANDERLUXE_CACHE: process.env.WANDERLUXE_CACHE } : {}),
    };
    settings = resolveSettings(env, 'own');
    recordSettings(settings);
  });
  afterEach(async () => {
    await down({ instance: 'own', env, wipe: true });
    rmSync(home, { recursive: true });
  });

  const named = (...names: string[]) => components(settings).filter(({ name }) => names.includes(name));
  const start = (...names: string[]) => startAll(named(...names), settings, silent);

  it('gives schemas the same ids after the registry has forgotten everything', async () => {
    await start('schema-registry');
    const url = addressOf(settings, 'schema-registry');
    const pushed = await pushSchemas(settings, silent);
    const before = await readSchemas(url);
    await restart('schema-registry', { instance: 'own', env });
    expect(await readSchemas(url)).to.deep.equal(before);
    expect((await pushSchemas(settings, silent)).ids).to.deep.equal(pushed.ids);
  });

  it('uses a server that the environment names, and never stops it', async () => {
    await start('kafka', 'mongo', 'redis');
    const looked = (await status({ instance: 'own', env })).components;
    for (const name of ['kafka', 'mongo', 'redis']) {
      expect(looked[name]).to.include({ healthy: true, external: true, pid: null, detail: null });
      expect(readRecord(settings.folder, name)).to.equal(null);
    }
    await down({ instance: 'own', env });
    const after = (await status({ instance: 'own', env })).components;
    expect(after.redis?.healthy).to.equal(true);
    expect(after['schema-registry']).to.include({ healthy: false, detail: 'not running' });
  });

  it('is told by one error which port is taken, by whom, and which variable moves it', async () => {
    const blocker: Server = createServer().listen(settings.ports.schemaRegistry, '127.0.0.1');
    await once(blocker, 'listening');
    const error = await start('schema-registry').catch((thrown: unknown) => thrown);
    blocker.close();
    expect(error).to.be.instanceOf(CommandError);
    expect((error as CommandError).message).to.contain(`port ${settings.ports.schemaRegistry}`);
    expect((error as CommandError).message).to.contain(`process ${process.pid}`);
    expect((error as CommandError).message).to.contain('WANDERLUXE_SCHEMA_REGISTRY_PORT');
    expect(readRecord(settings.folder, 'schema-registry')).to.equal(null);
  });

  it('starts what runs already no second time', async () => {
    await start('schema-registry');
    const pid = readRecord(settings.folder, 'schema-registry')?.process.pid;
    await start('schema-registry');
    expect(readRecord(settings.folder, 'schema-registry')?.process.pid).to.equal(pid);
  });
});
