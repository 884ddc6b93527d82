import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Talk } from '../talk.ts';
import { ensureProgram } from './debian.ts';
import { findProgram } from './find-program.ts';
import { installOnce } from './install-once.ts';
import { buildLog, runTool } from './run-tool.ts';

const VERSION = '0.5.3-beta.196';
const CRATE = 'secantus-mdb';

/** A server that speaks MongoDB's wire protocol: MongoDB itself where it is installed, else SecantusDB. */
export interface MongoProgram {
  readonly flavour: 'mongod' | 'secantus';
  readonly path: string;
}

const insteadOf = 'MONGODB_URI';
const purpose = 'to build the MongoDB-wire server';

async function build(cache: string, target: string, talk: Talk): Promise<void> {
  const need = (program: string, ...packages: string[]): Promise<string> =>
    ensureProgram(cache, { program, packages, purpose, insteadOf }, talk);
  const [cargo] = await Promise.all([
    need('cargo', 'cargo'),
    need('cmake', 'cmake'),
    need('cc', 'gcc', 'g++', 'libc6-dev'),
  ]);
  const objects = join(target, 'objects');
  const run = {
    what: `building the MongoDB-wire server (${CRATE} ${VERSION}, about 5 minutes, once)`,
    command: cargo,
    args: ['install', CRATE, '--version', VERSION, '--locked', '--ignore-rust-version', '--root', target],
    env: { CARGO_TARGET_DIR: objects },
    log: buildLog(cache, 'secantus'),
    remedy: `see that cargo is recent ("cargo --version"; 1.95 is known to work) and the crate registry can be reached, put mongod on the PATH, or set ${insteadOf}`,
  };
  await runTool(run, talk);
  await rm(objects, { recursive: true, force: true });
}

export async function installMongo(cache: string, talk: Talk): Promise<MongoProgram> {
  const mongod = findProgram('mongod');
  if (mongod) return { flavour: 'mongod', path: mongod };
  const installation = {
    folder: `${CRATE}-${VERSION}`,
    marker: 'bin/secantusd-rs',
    build: (target: string) => build(cache, target, talk),
  };
  return { flavour: 'secantus', path: await installOnce(cache, installation, talk) };
}
