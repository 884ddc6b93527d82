import { join } from 'node:path';
import type { Command } from 'commander';
import { instancesHome } from '../paths.ts';
import { wholeNumber } from './numbers.ts';
import { runSystemTool } from './system-runner.ts';

interface ChaosOptions {
  readonly seeds?: string;
  readonly schedules: number;
  readonly seed: number;
  readonly bookings: number;
  readonly workers: number;
  readonly faults?: string;
  readonly evidence: string;
  readonly ledger?: string;
  readonly rerunAfter?: string;
  readonly json?: boolean;
}

async function chaos({ faults, json, ...rest }: ChaosOptions): Promise<void> {
  const values = Object.entries(rest).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  await runSystemTool('chaos/main.ts', [
    ...values,
    ...(faults ? ['--faults', faults] : []),
    ...(json ? ['--json'] : []),
  ]);
}

export function addChaos(program: Command): void {
  program
    .command('chaos')
    .description(
      'run schedules of overlapping faults over a running load, on servers of their own, and judge what is left',
    )
    .option('--schedules <n>', 'how many', wholeNumber(1, 10_000), 10)
    .option('--seed <n>', 'seed of the first; the next has one more', wholeNumber(0, 2 ** 31), 1)
    .option('--seeds <list>', 'these, such as 4,6-9, instead of --schedules and --seed')
    .option('--bookings <n>', 'bookings in each schedule', wholeNumber(1, 10_000), 150)
    .option('--workers <n>', 'engines side by side, each with servers of its own', wholeNumber(1, 8), 1)
    .option('--faults <list>', 'only these kinds of faults, with commas between them ("list" shows them)')
    .option(
      '--evidence <folder>',
      'where the evidence of a violation is kept',
      join(instancesHome(process.env), 'chaos-evidence'),
    )
    .option('--ledger <file>', 'append one line of JSON for each schedule')
    .option('--rerun-after <what>', 'note in these lines what was mended since the seed broke a promise')
    .option('--json', 'print the results as one JSON array')
    .addHelpText(
      'after',
      '\nExit status: 0 only when no promise was broken, 2 when one was, 1 when it could not run.',
    )
    .action((options: ChaosOptions) => chaos(options));
}
