import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CommandError, exitStatus, talkToStderr } from '@wanderluxe/infra';
import { faultKindsIn, seedsFrom, seedsIn } from './options.ts';
import { isClean } from './report.ts';
import { chaosTable, DEFAULT_BOOKINGS, runChaos } from './run-chaos.ts';
import { faultKindNames } from './schedule/faults.ts';

/** What `./wanderluxe chaos` runs, in a process of its own; numbers are checked there. */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    schedules: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    bookings: { type: 'string', default: `${DEFAULT_BOOKINGS}` },
    workers: { type: 'string', default: '1' },
    ledger: { type: 'string' },
    rerunAfter: { type: 'string' },
    faults: { type: 'string', default: faultKindNames.join(',') },
    evidence: { type: 'string', default: join(process.cwd(), '.wanderluxe', 'chaos-evidence') },
    json: { type: 'boolean', default: false },
  },
});

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt.abort());

async function main(): Promise<void> {
  if (values.faults === 'list') return void process.stdout.write(`${faultKindNames.join('\n')}\n`);
  const seeds = values.seeds
    ? seedsIn(values.seeds)
    : seedsFrom(Number(values.seed), Number(values.schedules));
  const results = await runChaos({
    seeds,
    bookings: Number(values.bookings),
    workers: Number(values.workers),
    kinds: faultKindsIn(values.faults),
    ledger: values.ledger,
    rerunAfter: values.rerunAfter,
    evidenceFolder: values.evidence,
    talk: talkToStderr,
    signal: interrupt.signal,
  });
  process.stdout.write(`${values.json ? JSON.stringify(results) : chaosTable(results)}\n`);
  const complete = results.length === seeds.length;
  process.exitCode = complete && results.every(isClean) ? exitStatus.ok : exitStatus.failed;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  talkToStderr(error.message);
  talkToStderr(`what to do: ${error.remedy}`);
  process.exitCode = error.exit;
}
