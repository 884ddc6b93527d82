import type { Command } from 'commander';
import { restart } from '../engine/restart.ts';
import { contextOf } from './context.ts';

export function addRestart(program: Command): void {
  program
    .command('restart <name>')
    .description('stop one component and start it again')
    .action(async (name: string, _options: unknown, command: Command) => {
      await restart(name, contextOf(command));
    });
}
