import { CommandError } from '../errors.ts';
import type { Talk } from '../talk.ts';
import { findProgram } from './find-program.ts';
import { withServicesHeld } from './hold-services.ts';
import { buildLog, runTool } from './run-tool.ts';
import { isAtLeast, versionOf } from './version.ts';

const LOCK_TIMEOUT_S = 300;

export const canInstall = (): boolean => process.getuid?.() === 0 && findProgram('apt-get') !== null;

let queue: Promise<void> = Promise.resolve();
let updated: Promise<void> | undefined;

function aptGet(cache: string, what: string, args: readonly string[], talk: Talk): Promise<void> {
  const run = {
    what,
    command: 'apt-get',
    args: ['-y', '-o', `DPkg::Lock::Timeout=${LOCK_TIMEOUT_S}`, ...args],
    env: { DEBIAN_FRONTEND: 'noninteractive' },
    log: buildLog(cache, `apt-${args.at(-1)}`),
    remedy: `run "apt-get ${args.join(' ')}" by hand and see what it says`,
  };
  return runTool(run, talk);
}

async function install(cache: string, packages: readonly string[], talk: Talk): Promise<void> {
  updated ??= aptGet(cache, 'refreshing the package lists', ['update'], talk);
  await updated;
  const args = ['install', '--no-install-recommends', ...packages];
  await withServicesHeld(() => aptGet(cache, `installing ${packages.join(', ')}`, args, talk));
}

/** Installs Debian packages, one call after the other, since dpkg admits only one at a time. */
function installInTurn(cache: string, packages: readonly string[], talk: Talk): Promise<void> {
  const turn = queue.then(() => install(cache, packages, talk));
  queue = turn.catch(() => {});
  return turn;
}

/** A program and how it comes onto a machine. */
export interface Need {
  readonly program: string;
  /** Debian and Ubuntu packages that bring it. */
  readonly packages: readonly string[];
  /** What it is wanted for: "to build the schema registry". */
  readonly purpose: string;
  /** Variable that names a ready server, so that nothing has to be built; absent where no server is wanted. */
  readonly insteadOf?: string;
  /** The oldest version that will do. */
  readonly least?: { readonly version: readonly number[]; readonly ask: readonly string[] };
}

const orServer = ({ insteadOf }: Need): string =>
  insteadOf ? `, or set ${insteadOf} to a server that runs already` : '';

function requireVersion(need: Need, path: string): string {
  const version = need.least ? versionOf(path, need.least.ask) : null;
  if (!need.least || !version || isAtLeast(version, need.least.version)) return path;
  const wanted = need.least.version.join('.');
  throw new CommandError(`${path} is ${version.join('.')}; ${need.purpose} it must be ${wanted} or newer`, {
    remedy: `put ${need.program} ${wanted} or newer on the PATH before it${orServer(need)}`,
  });
}

/** Full path of a program; brings its package when this machine allows that. */
export async function ensureProgram(cache: string, need: Need, talk: Talk): Promise<string> {
  const found = findProgram(need.program);
  if (found) return requireVersion(need, found);
  if (canInstall()) await installInTurn(cache, need.packages, talk);
  const brought = findProgram(need.program);
  if (brought) return requireVersion(need, brought);
  throw new CommandError(`${need.program} is missing; it is needed ${need.purpose}`, {
    remedy: `run "sudo apt-get install ${need.packages.join(' ')}"${orServer(need)}`,
  });
}
