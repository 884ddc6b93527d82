import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { instancesHome } from '../paths.ts';
import { wholeNumber } from './numbers.ts';
import { runSystemTool } from './system-runner.ts';

interface Options {
  readonly quick?: boolean;
  readonly only?: string;
  readonly runs?: number;
  readonly out: string;
  readonly compare?: string;
  readonly profile?: boolean;
  readonly json?: boolean;
}

const MAX_RUNS = 20;

const argumentsOf = (options: Options): string[] =>
  Object.entries(options).flatMap(([name, value]) =>
    value === true ? [`--${name}`] : [`--${name}`, `${value}`],
  );

export function addBench(program: Command): void {
  program
    .command('bench')
    .description('measure the engine on servers of its own, and write a report with plots')
    .option('--quick', 'every row once, short and slow: whether it works, not how fast')
    .option('--only <rows>', 'only these rows, with commas between them ("list" shows them)')
    .option('--runs <n>', 'of each row; the median counts (default 3, quick 1)', wholeNumber(1, MAX_RUNS))
    .option(
      '--out <folder>',
      'where report.json, report.html and report.md go; rows that are there already and not run now stay',
      join(instancesHome(process.env), 'bench'),
    )
    .option('--compare <report>', 'an earlier report.json, to show what changed')
    .addOption(
      new Option(
        '--profile',
        'instead of rows: where the CPU of each service goes, by package and function',
      ).conflicts(['only', 'runs', 'compare', 'json']),
    )
    .option('--json', 'print the rows as JSON')
    .addHelpText(
      'after',
      '\nExit status: 0 when no promise was broken, however fast it was; 2 when one was, 1 when it could not run.',
    )
    .action((options: Options) => runSystemTool('bench/main.ts', argumentsOf(options)));
}
