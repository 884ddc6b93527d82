import type { Command } from 'commander';
import { status } from '../engine/status.ts';
import { up } from '../engine/up.ts';
import { contextOf, print } from './context.ts';
import { statusTable } from './status-table.ts';

interface UpCommandOptions {
  readonly serversOnly?: boolean;
  readonly console: boolean;
  readonly json?: boolean;
}

export function addUp(program: Command): void {
  program
    .command('up')
    .description('install what is missing, start servers and services, register schemas and topics')
    .option('--servers-only', 'leave the four services and the console out')
    .option('--no-console', 'leave the operations console out')
    .option('--json', 'print the status as JSON')
    .action(async (options: UpCommandOptions, command: Command) => {
      const { instance, talk } = contextOf(command);
      await up({ instance, talk, serversOnly: options.serversOnly ?? false, console: options.console });
      const now = await status({ instance });
      print(options.json ? JSON.stringify(now) : statusTable(now));
    });
}
