import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { CommandError, exitStatus } from '../errors.ts';
import { identify, type ProcessIdentity } from './identity.ts';

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A fresh log; what the process before wrote is kept beside it as `.1`. */
function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true });
  try {
    renameSync(path, `${path}.1`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return openSync(path, 'a');
}

async function spawned(child: ChildProcess, launch: Launch): Promise<void> {
  try {
    await once(child, 'spawn');
  } catch (cause) {
    throw new CommandError(`cannot run ${launch.command}`, {
      remedy: 'see that the program exists and may be executed',
      exit: exitStatus.failed,
      cause,
    });
  }
}

/** Starts a program that outlives this one, its output in the log. Null when it ended before it could be known. */
export async function launchDetached(launch: Launch, log: string): Promise<ProcessIdentity | null> {
  const output = openLog(log);
  try {
    const child = spawn(launch.command, launch.args, {
      detached: true,
      stdio: ['ignore', output, output],
      ...(launch.cwd ? { cwd: launch.cwd } : {}),
      env: { ...process.env, ...launch.env },
    });
    await spawned(child, launch);
    child.unref();
    return identify(child.pid!);
  } finally {
    closeSync(output);
  }
}
