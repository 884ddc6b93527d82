import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Env = Readonly<Record<string, string | undefined>>;

/** The clone that this file belongs to. */
export const repositoryRoot = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** Where built servers are kept, by version, outside the clone. The `wanderluxe` script uses the same rule. */
export function cacheFolder(env: Env): string {
  return env.WANDERLUXE_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'wanderluxe');
}

/** The folder that holds one folder for each instance. */
export function instancesHome(env: Env): string {
  return resolve(env.WANDERLUXE_HOME || join(repositoryRoot, '.wanderluxe'));
}
