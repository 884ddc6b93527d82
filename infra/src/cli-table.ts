import type { Command } from 'commander';
import { exitStatus } from './errors.ts';

const meanings: Readonly<Record<keyof typeof exitStatus, string>> = {
  ok: 'done, also when there was nothing to do',
  couldNotRun: 'not tried: settings, arguments, a missing tool, a port in use; `oversell`: it could not look',
  failed:
    'tried and not done: a server refused or is away, a test failed; `oversell detect` and `plan`: rooms are oversold',
  notHealthy: '`status` and `doctor`: something is not healthy',
};

/** The exit statuses and every command of the program with its options, as docs/cli.md shows them. */
export const cliTables = (program: Command): string =>
  [...exitTable(), '', ...commandTable(program)].join('\n');

const exitTable = (): string[] => [
  '| exit status | meaning |',
  '| --- | --- |',
  ...Object.entries(exitStatus).map(
    ([name, status]) => `| ${status} | ${meanings[name as keyof typeof exitStatus]} |`,
  ),
];

function commandTable(program: Command): string[] {
  const rows = leavesOf(program).map(({ path, command }) => {
    const options = command.options.map(({ flags }) => `\`${cell(flags)}\``).join(', ');
    return `| \`${cell(`${path} ${command.usage().replace(/^\[options\] ?/, '')}`.trim())}\` | ${cell(command.description())} | ${options} |`;
  });
  return ['| command | what it does | options |', '| --- | --- | --- |', ...rows];
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');

/** Commands that do something themselves, in the order of the help. */
export function leavesOf(command: Command, path = ''): { path: string; command: Command }[] {
  return command.commands.flatMap((sub) => {
    const name = `${path} ${sub.name()}`.trim();
    return sub.commands.length > 0 ? leavesOf(sub, name) : [{ path: name, command: sub }];
  });
}
