import type { Command } from 'commander';
import { exitStatus } from '../errors.ts';
import { type Diagnosis, examine } from '../operate/doctor.ts';
import { settingsAsStarted } from '../settings/recorded.ts';
import { coloured, tableLines } from '../table.ts';
import { counted } from '../talk.ts';
import { contextOf, print } from './context.ts';

const colours = { ok: 'green', warning: 'yellow', fault: 'red' } as const;

/** A line for each thing looked at, then what to do about those that are not well. */
export function doctorLines(
  diagnoses: readonly Diagnosis[],
  stream: NodeJS.WriteStream = process.stdout,
): string[] {
  const rows = diagnoses.map(({ what, verdict, detail }) => [
    ...[what, coloured(colours[verdict], verdict, stream), detail],
  ]);
  const remedies = diagnoses.filter(({ remedy }) => remedy !== '');
  return [
    ...tableLines(rows),
    ...(remedies.length > 0 ? ['', 'what to do:'] : []),
    ...tableLines(remedies.map(({ what, remedy }) => [`  ${what}`, remedy])),
  ];
}

async function doctor({ json }: { json?: boolean }, command: Command): Promise<void> {
  const { instance, talk } = contextOf(command);
  const diagnoses = await examine(settingsAsStarted(process.env, instance));
  if (json) print(JSON.stringify({ diagnoses }, null, 2));
  else for (const line of doctorLines(diagnoses)) print(line);
  const count = (verdict: Diagnosis['verdict']) => diagnoses.filter((one) => one.verdict === verdict).length;
  talk(`${counted(count('fault'), 'fault')}, ${counted(count('warning'), 'warning')}`);
  process.exitCode = count('fault') > 0 ? exitStatus.notHealthy : exitStatus.ok;
  endInSpiteOfWhatHangs();
}

const TIME_TO_CLOSE_MS = 500;

/** All is said. The client of a server that hangs would keep the process for minutes; without one this does nothing. */
const endInSpiteOfWhatHangs = () => setTimeout(() => process.exit(), TIME_TO_CLOSE_MS).unref();

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('look at every setting and dependency, and say what to do about what is not well')
    .option('--json', 'JSON on stdout')
    .addHelpText('after', '\nExit status: 0 nothing is at fault, 3 something is. Warnings are no faults.')
    .action((options: { json?: boolean }, command: Command) => doctor(options, command));
}
