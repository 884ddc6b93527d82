import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { decide, eventIn, undecided } from '../dlq/dead-letters.ts';
import { type LetterFilter, readSince } from '../dlq/filter.ts';
import type { Action, DeadLetter } from '../dlq/letter.ts';
import { detailsOf, letterLines, summaryOf } from '../dlq/letter-view.ts';
import { CommandError } from '../errors.ts';
import { settingsAsStarted } from '../settings/recorded.ts';
import type { Settings } from '../settings/settings.ts';
import { counted } from '../talk.ts';
import { contextOf, print } from './context.ts';

interface ListOptions {
  readonly topic?: string;
  readonly group?: string;
  readonly since?: string;
  readonly error?: string;
  readonly json?: boolean;
}

interface DecideOptions extends ListOptions {
  readonly all?: boolean;
  readonly dryRun?: boolean;
  readonly reason: string;
}

const settingsOf = (command: Command): Settings =>
  settingsAsStarted(process.env, contextOf(command).instance);

function filterOf({ topic, group, since, error }: ListOptions, ids: readonly string[] = []): LetterFilter {
  return {
    ids,
    ...(topic === undefined ? {} : { topic }),
    ...(group === undefined ? {} : { group }),
    ...(error === undefined ? {} : { error }),
    ...(since === undefined ? {} : { sinceMs: readSince(since, Date.now()) }),
  };
}

const withFilters = (command: Command): Command =>
  command
    .option('--topic <topic>', 'only what first came in this topic')
    .option('--group <group>', 'only what this consumer group gave up')
    .option('--since <time>', 'only younger ones: an age (15m, 2h, 7d) or a time')
    .option('--error <text>', 'only those whose error has this in its class or message')
    .option('--json', 'JSON on stdout');

async function list(options: ListOptions, command: Command): Promise<void> {
  const letters = await undecided(settingsOf(command), filterOf(options));
  if (options.json) print(JSON.stringify({ letters: letters.map(summaryOf) }, null, 2));
  else for (const letter of letters) print(letterLines(letter));
  contextOf(command).talk(`${counted(letters.length, 'dead letter')} without a decision`);
}

async function show(id: string, command: Command): Promise<void> {
  const settings = settingsOf(command);
  const [letter] = await undecided(settings, { ids: [id] });
  if (!letter) throw noneFound();
  print(JSON.stringify(detailsOf(letter, await eventIn(settings, letter)), null, 2));
}

const noneFound = () =>
  new CommandError('no dead letter without a decision fits', {
    remedy: 'see which there are, and their ids: ./wanderluxe dlq list',
  });

function requireChoice(ids: readonly string[], { topic, group, since, error, all }: DecideOptions): void {
  if (ids.length > 0 || all || topic || group || since || error) return;
  throw new CommandError('which dead letters?', { remedy: 'give ids, a filter, or --all' });
}

function told(action: Action, letters: readonly DeadLetter[], { dryRun = false, json }: DecideOptions): void {
  if (json) print(JSON.stringify({ action, dryRun, letters: letters.map(summaryOf) }, null, 2));
  else for (const letter of letters) print(letterLines(letter));
}

async function act(action: Action, ids: readonly string[], options: DecideOptions, command: Command) {
  requireChoice(ids, options);
  const settings = settingsOf(command);
  const letters = await undecided(settings, filterOf(options, ids));
  if (letters.length === 0) throw noneFound();
  const { reason, dryRun } = options;
  if (!dryRun) await decide(settings, letters, { action, reason, by: userInfo().username, atMs: Date.now() });
  told(action, letters, options);
  contextOf(command).talk(
    `${action}: ${letters.length} dead letters${dryRun ? ' would be, nothing was done' : ''}`,
  );
}

const help: Readonly<Record<Action, string>> = {
  replay: 'give letters back to the group that gave them up, byte for byte; it handles them in their order',
  discard: 'give letters up for good; what waits behind them goes on',
};

export function addDlq(program: Command): void {
  const dlq = program.command('dlq').description('dead letters: what a service could not read or handle');
  withFilters(dlq.command('list').description('dead letters that nobody has decided about')).action(
    (options: ListOptions, command: Command) => list(options, command),
  );
  dlq
    .command('show <id>')
    .description('one letter with its headers, its bytes and the event in it, as JSON')
    .option('--json', 'JSON on stdout, which it always is')
    .action((id: string, _options: unknown, command: Command) => show(id, command));
  for (const action of ['replay', 'discard'] as const)
    withFilters(dlq.command(`${action} [ids...]`).description(help[action]))
      .option('--all', 'every letter without a decision')
      .option('--dry-run', 'only say which letters')
      .requiredOption('--reason <text>', 'why; recorded with the decision')
      .action((ids: string[], options: DecideOptions, command: Command) =>
        act(action, ids, options, command),
      );
}
