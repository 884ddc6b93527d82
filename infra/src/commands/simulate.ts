import type { Command } from 'commander';
import { wholeNumber } from './numbers.ts';
import { runSystemTool } from './system-runner.ts';

interface SimulateOptions {
  readonly seeds: number;
  readonly seed: number;
  readonly workers?: number;
  readonly json?: boolean;
  readonly trace?: boolean;
  readonly untilBroken?: boolean;
}

const MAX_TRACED_SEEDS = 10;

async function simulate(
  { seeds, seed, workers, json, trace, untilBroken }: SimulateOptions,
  command: Command,
): Promise<void> {
  if (trace && seeds > MAX_TRACED_SEEDS)
    command.error(`error: --trace prints every call: give --seeds ${MAX_TRACED_SEEDS} or fewer`);
  await runSystemTool('simulation/main.ts', [
    ...['--seeds', `${seeds}`, '--seed', `${seed}`],
    ...(workers ? ['--workers', `${workers}`] : []),
    ...(json ? ['--json'] : []),
    ...(trace ? ['--trace'] : []),
    ...(untilBroken ? ['--until-broken'] : []),
  ]);
}

export function addSimulate(program: Command): void {
  program
    .command('simulate')
    .description(
      "run the services' own code in memory, in virtual time, with faults drawn from a seed, and judge each run",
    )
    .option('--seeds <n>', 'how many, one run each', wholeNumber(1, 10_000_000), 100)
    .option('--seed <n>', 'the first; the next has one more', wholeNumber(0, 2 ** 31), 1)
    .option('--workers <n>', 'processes to use (default: one for each processor)', wholeNumber(1, 256))
    .option('--until-broken', 'stop at the first broken promise')
    .option('--trace', 'print everything that happened, one line a call')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExit status: 0 when no promise was broken, 2 when one was (its seed is printed), 1 when it could not run.',
    )
    .action((options: SimulateOptions, command: Command) => simulate(options, command));
}
