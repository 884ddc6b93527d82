import type { Command } from 'commander';
import { type GroupLag, readLags } from '../operate/lag.ts';
import { settingsAsStarted } from '../settings/recorded.ts';
import { tableLines } from '../table.ts';
import { counted } from '../talk.ts';
import { contextOf, print } from './context.ts';

interface LagOptions {
  readonly all?: boolean;
  readonly json?: boolean;
}

export function lagLines(lags: readonly GroupLag[]): string[] {
  const rows = lags.map(({ group, topic, lag, records }) => [group, topic, `${lag}`, `${records}`]);
  return tableLines([['group', 'topic', 'lag', 'records'], ...rows], { numbersFrom: 2 });
}

async function lag({ all, json }: LagOptions, command: Command): Promise<void> {
  const { instance, talk } = contextOf(command);
  const lags = await readLags(settingsAsStarted(process.env, instance));
  const shown = all ? lags : lags.filter((one) => one.lag > 0 || !one.isRetry);
  if (json) print(JSON.stringify({ lags: shown }, null, 2));
  else for (const line of lagLines(shown)) print(line);
  talk(
    `${counted(
      lags.reduce((sum, one) => sum + one.lag, 0),
      'record',
    )} behind in all`,
  );
}

export function addLag(program: Command): void {
  program
    .command('lag')
    .description('how many records each consumer group has still to handle, topic by topic')
    .option('--all', 'also retry topics that hold nothing')
    .option('--json', 'JSON on stdout')
    .action((options: LagOptions, command: Command) => lag(options, command));
}
