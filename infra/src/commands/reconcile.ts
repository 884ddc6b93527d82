import { type Command, Option } from 'commander';
import { callJson } from '../call.ts';
import { exitStatus } from '../errors.ts';
import { httpAt } from '../settings/addresses.ts';
import { settingsAsStarted } from '../settings/recorded.ts';
import { contextOf, print } from './context.ts';
import { type ReconcileAnswer, reconcileTable } from './reconcile-table.ts';

/** Services that own data, and where their operators ask. */
const opsPortOf = {
  inventory: 'inventoryOps',
  payment: 'paymentOps',
  'booking-ledger': 'ledgerOps',
} as const;
type Owner = keyof typeof opsPortOf;
const owners = Object.keys(opsPortOf) as Owner[];

/** Looking at every property of a large inventory takes a while. */
const WITHIN_MS = 600_000;

interface ReconcileCommandOptions {
  readonly dryRun?: boolean;
  readonly service?: Owner;
  readonly json?: boolean;
}

async function reconcile(options: ReconcileCommandOptions, command: Command): Promise<void> {
  const { instance, talk } = contextOf(command);
  const settings = settingsAsStarted(process.env, instance);
  const answers: ReconcileAnswer[] = [];
  for (const service of options.service ? [options.service] : owners) {
    talk(`${service}: looking`);
    const path = `/reconcile?dryRun=${options.dryRun === true}`;
    const base = httpAt(settings, opsPortOf[service]);
    const report = await callJson<Omit<ReconcileAnswer, 'service'>>({
      who: service,
      base,
      method: 'POST',
      path,
      timeoutMs: WITHIN_MS,
      exit: exitStatus.couldNotRun,
    });
    answers.push({ service, ...report });
  }
  print(options.json ? JSON.stringify({ services: answers }, null, 2) : reconcileTable(answers));
  const found = answers.some((answer) => answer.found > 0);
  process.exitCode = found ? exitStatus.failed : exitStatus.ok;
}

export function addReconcile(program: Command): void {
  program
    .command('reconcile')
    .description(
      'find what went wrong with what the services keep, and repair it; they do so by themselves, too',
    )
    .option('--dry-run', 'only find')
    .addOption(new Option('--service <name>', 'only this service').choices(owners))
    .option('--json', 'one JSON object on stdout')
    .addHelpText(
      'after',
      '\nExit status: 0 nothing was found, 2 something was, repaired or not, 1 a service could not look.',
    )
    .action((options: ReconcileCommandOptions, command: Command) => reconcile(options, command));
}
