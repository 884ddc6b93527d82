import type { Command } from 'commander';
import { pushSchemas } from '../schemas/push.ts';
import { settingsAsStarted } from '../settings/recorded.ts';
import { contextOf, print } from './context.ts';
import { wholeNumber } from './numbers.ts';

export function addSchemas(program: Command): void {
  const schemas = program.command('schemas').description('the contracts between the services');
  schemas
    .command('push')
    .description('register every schema and create every topic; also done by up')
    .option(
      '--partitions <n>',
      'of topics that are new: the largest useful number of instances of one service (default 12)',
      wholeNumber(1, 1_000),
    )
    .action(async ({ partitions }: { partitions?: number }, command: Command) => {
      const { instance, talk } = contextOf(command);
      const result = await pushSchemas(settingsAsStarted(process.env, instance), talk, partitions);
      print(JSON.stringify(result, null, 2));
    });
}
