import { type Command, Option } from 'commander';
import { bookingStatuses, bookingsPage } from '../operate/bookings-page.ts';
import { findBooking, nobodyKnows, timelineOf } from '../operate/timeline.ts';
import { bookingLines, listLines, timelineLines } from '../operate/timeline-view.ts';
import { settingsAsStarted } from '../settings/recorded.ts';
import { contextOf, print } from './context.ts';
import { wholeNumber } from './numbers.ts';

interface Options {
  readonly json?: boolean;
}

interface ListOptions extends Options {
  readonly property?: string;
  readonly status?: string;
  readonly after?: string;
  readonly limit: number;
}

const settingsOf = (command: Command) => settingsAsStarted(process.env, contextOf(command).instance);

function printed(data: unknown, lines: readonly string[], { json }: Options): void {
  if (json) print(JSON.stringify(data, null, 2));
  else for (const line of lines) print(line);
}

async function show(bookingId: string, options: Options, command: Command): Promise<void> {
  const booking = await findBooking(settingsOf(command), bookingId);
  if (!booking) throw nobodyKnows(bookingId);
  printed(booking, bookingLines(booking), options);
}

async function timeline(bookingId: string, options: Options, command: Command): Promise<void> {
  const found = await timelineOf(settingsOf(command), bookingId);
  printed(found, timelineLines(found), options);
}

async function list(options: ListOptions, command: Command): Promise<void> {
  const { property, status, after, limit } = options;
  const page = await bookingsPage(settingsOf(command), { propertyId: property, status, after, limit });
  printed(page, listLines(page.bookings), options);
  if (page.next !== null) contextOf(command).talk(`more: --after ${page.next}`);
}

export function addBookings(program: Command): void {
  const bookings = program
    .command('bookings')
    .description('bookings as the ledger has them, and their whole story');
  bookings
    .command('show <booking>')
    .description('one booking with its audit log')
    .option('--json', 'JSON on stdout')
    .action((booking: string, options: Options, command: Command) => show(booking, options, command));
  bookings
    .command('timeline <booking>')
    .description(
      'one booking over all services: events with their positions, audit log, rooms, money, failures',
    )
    .option('--json', 'JSON on stdout')
    .action((booking: string, options: Options, command: Command) => timeline(booking, options, command));
  bookings
    .command('list')
    .description('bookings in the order of their ids')
    .option('--property <id>', 'only of this property')
    .addOption(new Option('--status <status>', 'only these').choices(bookingStatuses))
    .option('--after <id>', 'begin after this id')
    .option('--limit <n>', 'at most so many', wholeNumber(1, 1_000), 100)
    .option('--json', 'JSON on stdout')
    .action((options: ListOptions, command: Command) => list(options, command));
}
