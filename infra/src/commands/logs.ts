import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { logOf } from '../engine/start.ts';
import { CommandError } from '../errors.ts';
import { tailOf } from '../files.ts';
import { settingsAsStarted } from '../settings/recorded.ts';
import { contextOf, print } from './context.ts';

const LINES = 100;

function logNames(folder: string): string[] {
  const logs = join(folder, 'logs');
  if (!existsSync(logs)) return [];
  return readdirSync(logs)
    .filter((file) => file.endsWith('.log'))
    .map((file) => file.slice(0, -'.log'.length))
    .sort();
}

function chooseLogs(folder: string, name: string | undefined): string[] {
  const names = logNames(folder);
  const chosen = name ? names.filter((candidate) => candidate === name) : names;
  if (chosen.length > 0) return chosen.map((candidate) => logOf(folder, candidate));
  const remedy =
    names.length > 0 ? `choose one of ${names.join(', ')}` : 'start the instance with "wanderluxe up"';
  throw new CommandError(name ? `there is no log of "${name}"` : 'there are no logs yet', { remedy });
}

async function follow(paths: readonly string[]): Promise<void> {
  // By name (-F): a restarted component begins a new file.
  const tail = spawn('tail', ['-n', `${LINES}`, '-F', ...paths], { stdio: ['ignore', 'inherit', 'ignore'] });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => tail.kill());
  await once(tail, 'exit');
}

export function addLogs(program: Command): void {
  program
    .command('logs [name]')
    .description(`the last ${LINES} lines of one log or of all`)
    .option('-f, --follow', 'go on as they grow')
    .action(async (name: string | undefined, options: { follow?: boolean }, command: Command) => {
      const { folder } = settingsAsStarted(process.env, contextOf(command).instance);
      const paths = chooseLogs(folder, name);
      if (options.follow) return follow(paths);
      for (const path of paths) {
        if (paths.length > 1) print(`==> ${path} <==`);
        for (const line of await tailOf(path, LINES)) print(line);
      }
    });
}
