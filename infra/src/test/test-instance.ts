import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { down } from '../engine/down.ts';
import { up } from '../engine/up.ts';
import { type Env, instancesHome } from '../paths.ts';
import { identify, isRunning, type ProcessIdentity } from '../processes/identity.ts';
import { externalServers } from '../settings/external.ts';
import { findFreePortBase } from '../settings/free-port-base.ts';
import { portNames, portTable } from '../settings/ports.ts';
import type { Settings } from '../settings/settings.ts';
import { silent, type Talk } from '../talk.ts';

const PREFIX = 'test-';
const OWNER = 'owner.json';

/** Servers that are used by one test run and by nobody else. */
export interface TestInstance {
  readonly name: string;
  readonly folder: string;
  /** The environment in which the instance is described. */
  readonly env: Env;
  start(talk: Talk): Promise<Settings>;
  /** Ends the servers and deletes everything they wrote. */
  stop(talk: Talk): Promise<void>;
}

/** The caller's environment without any server, port or instance of the caller's. */
function isolated(env: Env, portBase: number): Env {
  const foreign = new Set<string>([
    ...Object.values(externalServers).map((server) => server.variable),
    ...portNames.map((name) => portTable[name].variable),
    'WANDERLUXE_INSTANCE',
  ]);
  const kept = Object.entries(env).filter(([name]) => !foreign.has(name));
  return { ...Object.fromEntries(kept), WANDERLUXE_PORT_BASE: `${portBase}` };
}

const ownerOf = (folder: string): ProcessIdentity | null => {
  try {
    return JSON.parse(readFileSync(join(folder, OWNER), 'utf8')) as ProcessIdentity;
  } catch {
    return null;
  }
};

/** Where instances live that the tests of a run start themselves. */
export const nestedHome = (folder: string): string => join(folder, 'instances');

const foldersIn = (home: string): string[] =>
  existsSync(home)
    ? readdirSync(home, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    : [];

/** Ends an instance and first those inside it: a test that failed or was killed may have left its own running. */
export async function clearAway(name: string, env: Env, talk: Talk): Promise<void> {
  const home = nestedHome(join(instancesHome(env), name));
  for (const nested of foldersIn(home)) {
    talk(`ending ${nested}, which a test left running or on disk`);
    await down({ instance: nested, env: { ...env, WANDERLUXE_HOME: home }, wipe: true, talk });
  }
  await down({ instance: name, env, wipe: true, talk });
}

/** Clears away what test runs left behind that were themselves killed. */
async function sweepAbandoned(env: Env, talk: Talk): Promise<void> {
  const home = instancesHome(env);
  for (const name of foldersIn(home).filter((entry) => entry.startsWith(PREFIX))) {
    const owner = ownerOf(join(home, name));
    if (!owner || isRunning(owner)) continue;
    talk(`clearing away ${name}, left behind by a test run that was killed`);
    await clearAway(name, env, silent);
  }
}

export async function createTestInstance(env: Env, talk: Talk): Promise<TestInstance> {
  await sweepAbandoned(env, talk);
  const name = `${PREFIX}${process.pid}`;
  const folder = join(instancesHome(env), name);
  const own = isolated(env, await findFreePortBase());
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, OWNER), JSON.stringify(identify(process.pid)));
  return {
    name,
    folder,
    env: own,
    start: (say) => up({ instance: name, env: own, serversOnly: true, talk: say }),
    stop: (say) => clearAway(name, own, say),
  };
}
