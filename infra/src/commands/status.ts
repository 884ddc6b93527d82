import type { Command } from 'commander';
import { status } from '../engine/status.ts';
import { exitStatus } from '../errors.ts';
import { contextOf, print } from './context.ts';
import { statusTable } from './status-table.ts';

export function addStatus(program: Command): void {
  program
    .command('status')
    .description('say where everything is and how it is; exit status 3 when something is not healthy')
    .option('--json', 'one JSON object on stdout')
    .action(async (options: { json?: boolean }, command: Command) => {
      const now = await status({ instance: contextOf(command).instance });
      print(options.json ? JSON.stringify(now, null, 2) : statusTable(now));
      process.exitCode = now.healthy ? exitStatus.ok : exitStatus.notHealthy;
    });
}
