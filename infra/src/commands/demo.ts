import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { type BookingRow, readBookings } from '../demo/bookings-file.ts';
import { type EngineSession, openEngine, stoppedElsewhere } from '../demo/engine-session.ts';
import { INTERRUPTED, type Interrupt, listenForInterrupt } from '../demo/interrupt.ts';
import { runDemo } from '../demo/run-demo.ts';
import { isGood } from '../demo/summary.ts';
import { nextSteps, summaryTable } from '../demo/summary-table.ts';
import { CommandError, exitStatus, messageOf } from '../errors.ts';
import { repositoryRoot } from '../paths.ts';
import type { Talk } from '../talk.ts';
import { contextOf, print } from './context.ts';
import { numberIn, wholeNumber } from './numbers.ts';
import { type PropertyCapacity, readPropertyFile } from './property-file.ts';

const DEFAULT_LIMIT = 2_000;
const DEFAULT_DECLINE_SHARE = 0.02;
const DEFAULT_BANK_LATENCY_MS = 100;
const MAX_BANK_LATENCY_MS = 60_000;

const datasets = join(repositoryRoot, 'datasets');

interface DemoOptions {
  readonly file: string;
  readonly capacities: string;
  readonly limit: number;
  readonly all?: boolean;
  readonly rate?: number;
  readonly withCancellations?: boolean;
  readonly declineShare: number;
  readonly approve?: boolean;
  readonly bankLatencyMs: number;
  readonly exit?: boolean;
  readonly json?: boolean;
}

function readCapacities(path: string): PropertyCapacity[] {
  try {
    return readPropertyFile(readFileSync(path, 'utf8'));
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError(`${path} cannot be read: ${messageOf(cause)}`, {
      remedy: 'give a file with lines "id,capacity", like datasets/properties.csv',
    });
  }
}

interface Plan {
  readonly options: DemoOptions;
  readonly rows: readonly BookingRow[];
  readonly capacities: readonly PropertyCapacity[];
  readonly talk: Talk;
}

/** Replays on an engine that is up; ends when the engine is no longer needed. */
async function replayOn(engine: EngineSession, plan: Plan, interrupt: Interrupt): Promise<void> {
  const { options, rows, capacities, talk } = plan;
  const { settings } = engine;
  talk(`replaying ${rows.length} bookings of ${options.file}`);
  const result = await runDemo({
    settings,
    rows,
    capacities,
    rate: options.rate,
    withCancellations: options.withCancellations === true,
    declineShare: options.approve ? 0 : options.declineShare,
    bankLatencyMs: options.bankLatencyMs,
    signal: interrupt.signal,
    talk,
  });
  if (!result) return;
  process.exitCode = isGood(result.summary) ? exitStatus.ok : exitStatus.failed;
  print(options.json ? JSON.stringify(result.summary) : summaryTable(result.summary));
  if (!options.json && (engine.wasRunning || !options.exit)) print(nextSteps(settings, result, Date.now()));
  if (options.exit) return;
  talk('everything stays up; Ctrl-C stops what this demo started');
  const isOver = stoppedElsewhere(settings.folder).then(() => true);
  if (await Promise.race([interrupt.happened, isOver])) talk('another command stopped everything');
}

function requireCancellations({ withCancellations, file }: DemoOptions, rows: readonly BookingRow[]): void {
  if (!withCancellations || rows.some(({ cancelledOn }) => cancelledOn !== undefined)) return;
  throw new CommandError(`nothing is cancelled in the rows of ${file} that are replayed`, {
    remedy:
      'give a file with the columns reservation_status and status_date, or leave out --with-cancellations',
  });
}

async function demo(options: DemoOptions, command: Command): Promise<void> {
  const { instance, talk } = contextOf(command);
  const rows = readBookings(options.file).slice(0, options.all ? undefined : options.limit);
  requireCancellations(options, rows);
  const plan = { options, rows, capacities: readCapacities(options.capacities), talk };
  const interrupt = listenForInterrupt(talk);
  try {
    const engine = await openEngine({ instance, talk });
    try {
      if (!interrupt.signal.aborted) await replayOn(engine, plan, interrupt);
    } finally {
      await engine.close();
    }
  } finally {
    interrupt.stopListening();
    if (interrupt.signal.aborted) process.exitCode ??= INTERRUPTED;
  }
}

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description(
      'bring everything up, replay real bookings, and check the result against the books of the bank',
    )
    .option('--file <csv>', 'bookings to replay, plain or gzip', join(datasets, 'hotel-bookings.csv.gz'))
    .option('--limit <n>', 'replay the first n rows', wholeNumber(1, 10_000_000), DEFAULT_LIMIT)
    .option('--all', 'replay every row')
    .option(
      '--capacities <csv>',
      'rooms of each hotel, lines "id,capacity"',
      join(datasets, 'properties.csv'),
    )
    .option('--rate <n>', 'post n bookings a second instead of as fast as it goes', numberIn(0.1, 100_000))
    .option('--with-cancellations', 'guests also cancel, on the days on which they did')
    .option(
      '--decline-share <x>',
      'share of charges that the bank declines',
      numberIn(0, 1),
      DEFAULT_DECLINE_SHARE,
    )
    .addOption(new Option('--approve', 'the bank declines nothing').conflicts('declineShare'))
    .option(
      '--bank-latency-ms <n>',
      'time the bank takes for a charge',
      wholeNumber(0, MAX_BANK_LATENCY_MS),
      DEFAULT_BANK_LATENCY_MS,
    )
    .option('--exit', 'stop what was started and end, instead of staying up until Ctrl-C')
    .option('--json', 'print the summary as one JSON object')
    .addHelpText(
      'after',
      '\nExit status: 0 only if every accepted booking has its outcome, nothing is oversold and the money agrees; else 2.',
    )
    .action((options: DemoOptions, command: Command) => demo(options, command));
}
