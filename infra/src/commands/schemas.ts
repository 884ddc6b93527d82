import type { Command } from 'commander';
import { pushSchemas } from '../schemas/push.ts';
import { settingsAsStarted } from '../settings/recorded.ts';
import { contextOf, print } from './context.ts';

export function addSchemas(program: Command): void {
  const schemas = program.command('schemas').description('the contracts between the services');
  schemas
    .command('push')
    .description('register every schema and create every topic; also done by up')
    .action(async (_options: unknown, command: Command) => {
      const { instance, talk } = contextOf(command);
      const result = await pushSchemas(settingsAsStarted(process.env, instance), talk);
      print(JSON.stringify(result, null, 2));
    });
}
