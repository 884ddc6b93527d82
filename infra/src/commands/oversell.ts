import type { Command } from 'commander';
import { exitStatus } from '../errors.ts';
import { askOps, decisionBy } from '../operate/engine-calls.ts';
import { settingsAsStarted } from '../settings/recorded.ts';
import { tableLines } from '../table.ts';
import { contextOf, print } from './context.ts';

interface Pick {
  readonly bookingId: string;
  readonly userId: string;
  readonly state: string;
  readonly confirmedAt: string | null;
  readonly amount: string;
  readonly currency: string;
  readonly checkIn: string;
  readonly checkOut: string;
}

export interface OversellReport {
  readonly propertiesLookedAt: number;
  readonly complete: boolean;
  readonly oversold: readonly {
    readonly propertyId: string;
    readonly capacity: number;
    readonly nights: readonly { readonly date: string; readonly sold: number }[];
    readonly plan: readonly Pick[];
  }[];
}

interface Options {
  readonly json?: boolean;
}

interface ApplyOptions extends Options {
  readonly reason: string;
  readonly dryRun?: boolean;
}

/** Looking at every night of every property of a large inventory takes a while. */
const WITHIN_MS = 600_000;

const settingsOf = (command: Command) => settingsAsStarted(process.env, contextOf(command).instance);

const look = (command: Command): Promise<OversellReport> =>
  askOps(settingsOf(command), 'inventory', {
    path: '/oversell',
    timeoutMs: WITHIN_MS,
    exit: exitStatus.couldNotRun,
  });

/** A line for each night that is oversold. */
export function nightLines({ oversold }: OversellReport): string[] {
  const rows = oversold.flatMap(({ propertyId, capacity, nights }) =>
    nights.map(({ date, sold }) => [propertyId, date, `${capacity}`, `${sold}`]),
  );
  return rows.length === 0
    ? []
    : tableLines([['property', 'night', 'rooms', 'sold'], ...rows], { numbersFrom: 2 });
}

/** A line for each booking to move or refund. */
export function planLines({ oversold }: OversellReport): string[] {
  const rows = oversold.flatMap(({ propertyId, plan }) =>
    plan.map((pick) => [
      ...[propertyId, pick.bookingId, pick.userId, pick.state, pick.confirmedAt ?? '-'],
      ...[`${pick.checkIn} to ${pick.checkOut}`, `${pick.amount} ${pick.currency}`],
    ]),
  );
  const header = ['property', 'booking', 'guest', 'state', 'confirmed', 'stay', 'paid'];
  return rows.length === 0 ? [] : tableLines([header, ...rows]);
}

function told(report: OversellReport, lines: readonly string[], { json }: Options, command: Command): void {
  if (json) print(JSON.stringify(report, null, 2));
  else for (const line of lines) print(line);
  const { talk } = contextOf(command);
  const nights = report.oversold.reduce((sum, property) => sum + property.nights.length, 0);
  talk(`${report.propertiesLookedAt} properties looked at, ${nights} nights oversold`);
  if (!report.complete) talk('there may be more: look again when these are mended');
}

async function show(lines: (report: OversellReport) => string[], options: Options, command: Command) {
  const report = await look(command);
  told(report, lines(report), options, command);
  process.exitCode = report.oversold.length > 0 ? exitStatus.failed : exitStatus.ok;
}

async function apply({ reason, dryRun = false, json }: ApplyOptions, command: Command): Promise<void> {
  const report = await askOps<OversellReport>(settingsOf(command), 'inventory', {
    method: 'POST',
    path: `/oversell/apply?dryRun=${dryRun}`,
    body: decisionBy(reason),
    timeoutMs: WITHIN_MS,
    exit: exitStatus.couldNotRun,
  });
  told(report, planLines(report), { ...(json && { json }) }, command);
  const bookings = report.oversold.reduce((sum, { plan }) => sum + plan.length, 0);
  contextOf(command).talk(
    dryRun ? `${bookings} bookings would be released, nothing was done` : `${bookings} bookings released`,
  );
}

export function addOversell(program: Command): void {
  const oversell = program.command('oversell').description('rooms that were sold more often than there are');
  const found = '\nExit status: 0 nothing is oversold, 2 something is, 1 it could not be looked at.';
  oversell
    .command('detect')
    .description('compare what is sold with the rooms that there are, for every property and night')
    .option('--json', 'JSON on stdout')
    .addHelpText('after', found)
    .action((options: Options, command: Command) => show(nightLines, options, command));
  oversell
    .command('plan')
    .description('whom to move or refund: held and unpaid first, then the latest confirmed first')
    .option('--json', 'JSON on stdout')
    .addHelpText('after', found)
    .action((options: Options, command: Command) => show(planLines, options, command));
  oversell
    .command('apply')
    .description('release whom the plan names; payment refunds them, and they end CANCELLED')
    .requiredOption('--reason <text>', 'why; kept with each reservation, and who decided')
    .option('--dry-run', 'only say whom')
    .option('--json', 'JSON on stdout')
    .addHelpText('after', '\nExit status: 0 done, also when there was nothing to do, 1 it could not be done.')
    .action((options: ApplyOptions, command: Command) => apply(options, command));
}
