import type { Command } from 'commander';
import { instanceEnvironment } from '../settings/addresses.ts';
import { settingsAsStarted } from '../settings/recorded.ts';
import { contextOf, print } from './context.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

export function addEnv(program: Command): void {
  program
    .command('env')
    .description('print the addresses of the instance as export lines, to start a service by hand')
    .action((_options: unknown, command: Command) => {
      const settings = settingsAsStarted(process.env, contextOf(command).instance);
      for (const [name, value] of Object.entries(instanceEnvironment(settings))) {
        print(`export ${name}=${quoted(value)}`);
      }
    });
}
