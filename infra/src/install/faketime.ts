import { spawnSync } from 'node:child_process';
import { CommandError } from '../errors.ts';
import type { Talk } from '../talk.ts';
import { ensureProgram } from './debian.ts';

const need = { program: 'faketime', packages: ['faketime'], purpose: "to shift a process's clock" };

/** Full path of libfaketime: a process that it is preloaded into has the clock that FAKETIME says. */
export async function installFaketime(cache: string, talk: Talk): Promise<string> {
  const faketime = await ensureProgram(cache, need, talk);
  // It knows where its library is, and tells whatever it runs.
  const { stdout } = spawnSync(faketime, ['-f', '+0', 'printenv', 'LD_PRELOAD'], { encoding: 'utf8' });
  const library = stdout?.trim().split(/[:\s]/).at(-1);
  if (library) return library;
  throw new CommandError(`${faketime} does not tell where its library is`, {
    remedy: `install ${need.packages.join(' ')} anew with the system's package manager`,
  });
}
