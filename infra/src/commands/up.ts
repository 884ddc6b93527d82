import type { Command } from 'commander';
import { status } from '../engine/status.ts';
import { up } from '../engine/up.ts';
import { contextOf, print } from './context.ts';
import { statusTable } from './status-table.ts';

export function addUp(program: Command): void {
  program
    .command('up')
    .description('install what is missing, start servers and services, register schemas and topics')
    .option('--servers-only', 'leave the four services out')
    .option('--json', 'print the status as JSON')
    .action(async (options: { serversOnly?: boolean; json?: boolean }, command: Command) => {
      const { instance, talk } = contextOf(command);
      await up({ instance, talk, serversOnly: options.serversOnly ?? false });
      const now = await status({ instance });
      print(options.json ? JSON.stringify(now) : statusTable(now));
    });
}
