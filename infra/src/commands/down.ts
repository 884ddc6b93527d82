import type { Command } from 'commander';
import { down } from '../engine/down.ts';
import { contextOf } from './context.ts';

export function addDown(program: Command): void {
  program
    .command('down')
    .description('stop what up started; servers named by the environment go on')
    .option('--wipe', 'also delete its data, logs and settings')
    .action(async (options: { wipe?: boolean }, command: Command) => {
      await down({ ...contextOf(command), wipe: options.wipe ?? false });
    });
}
