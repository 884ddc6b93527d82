import type { Command } from 'commander';
import { exitStatus } from '../errors.ts';
import { runTests } from '../test/run-tests.ts';
import { closingLine } from '../test/tally.ts';
import { contextOf, print } from './context.ts';

export function addTest(program: Command): void {
  program
    .command('test')
    .description('lint, types, builds and every test, on servers of its own that are gone afterwards')
    .option('--filter <package>', 'only this package')
    .option('--grep <pattern>', 'only tests whose title matches')
    .action(async (options: { filter?: string; grep?: string }, command: Command) => {
      const counts = await runTests({ ...options, talk: contextOf(command).talk });
      process.exitCode = counts.failed === 0 && counts.passed > 0 ? exitStatus.ok : exitStatus.failed;
      print(closingLine(counts));
    });
}
