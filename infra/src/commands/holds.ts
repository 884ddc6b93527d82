import type { Command } from 'commander';
import { type Hold, heldRooms, releaseHold } from '../operate/holds.ts';
import { settingsAsStarted } from '../settings/recorded.ts';
import { tableLines } from '../table.ts';
import { counted } from '../talk.ts';
import { contextOf, print } from './context.ts';
import { wholeNumber } from './numbers.ts';

interface ListOptions {
  readonly property?: string;
  readonly limit: number;
  readonly json?: boolean;
}

interface ReleaseOptions {
  readonly reason: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const settingsOf = (command: Command) => settingsAsStarted(process.env, contextOf(command).instance);

export function holdLines(holds: readonly Hold[]): string[] {
  const rows = holds.map((hold) => [
    ...[hold.bookingId, hold.propertyId, `${hold.checkIn} to ${hold.checkOut}`],
    ...[hold.holdExpiresAt ?? '-', hold.expiryRequestedAt ?? '-'],
  ]);
  return rows.length === 0
    ? []
    : tableLines([['booking', 'property', 'stay', 'held until', 'payment asked'], ...rows]);
}

async function list({ property, limit, json }: ListOptions, command: Command): Promise<void> {
  const holds = await heldRooms(settingsOf(command), { propertyId: property, limit });
  if (json) print(JSON.stringify({ holds }, null, 2));
  else for (const line of holdLines(holds)) print(line);
  contextOf(command).talk(
    `${counted(holds.length, 'hold')}${holds.length === limit ? ', and perhaps more' : ''}`,
  );
}

async function release(bookingId: string, options: ReleaseOptions, command: Command): Promise<void> {
  const { reason, dryRun = false, json } = options;
  const hold = await releaseHold(settingsOf(command), bookingId, { reason, dryRun });
  if (json) print(JSON.stringify({ dryRun, hold }, null, 2));
  else for (const line of holdLines([hold])) print(line);
  contextOf(command).talk(
    dryRun
      ? 'payment would be asked, nothing was done'
      : `payment is asked: the rooms are free when it says that there is no money; see "bookings timeline ${bookingId}"`,
  );
}

export function addHolds(program: Command): void {
  const holds = program.command('holds').description('rooms that are held and not paid yet');
  holds
    .command('list')
    .description('holds by their deadline; those about which payment was asked come last')
    .option('--property <id>', 'only of this property')
    .option('--limit <n>', 'at most so many', wholeNumber(1, 1_000), 100)
    .option('--json', 'JSON on stdout')
    .action((options: ListOptions, command: Command) => list(options, command));
  holds
    .command('release <booking>')
    .description('ask payment now, as if the deadline had passed, whether the rooms can be given back')
    .requiredOption('--reason <text>', 'why; logged with who decided')
    .option('--dry-run', 'only show the hold')
    .option('--json', 'JSON on stdout')
    .action((booking: string, options: ReleaseOptions, command: Command) =>
      release(booking, options, command),
    );
}
