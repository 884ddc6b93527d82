import { parseArgs } from 'node:util';
import { CommandError, exitStatus, talkToStderr } from '@wanderluxe/infra';
import { rowsNamed } from './options.ts';
import { profileTable, runProfile } from './profile/run-profile.ts';
import { keepReport, readReport } from './report/files.ts';
import { violationsOf } from './report/report.ts';
import { reportTable } from './report/table.ts';
import { rows } from './rows/index.ts';
import { runBench } from './run-bench.ts';

/** What `./wanderluxe bench` runs, in a process of its own. */
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    out: { type: 'string', default: '' },
    compare: { type: 'string' },
    runs: { type: 'string' },
    json: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
  },
});

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt.abort());

async function profile(folder: string, quick: boolean): Promise<void> {
  const load = quick
    ? { rate: 50, seconds: 5, warmUpSeconds: 4 }
    : { rate: 300, seconds: 30, warmUpSeconds: 20 };
  const profiles = await runProfile({ ...load, folder, talk: talkToStderr });
  process.stdout.write(`${profileTable(profiles, folder)}\n`);
  talkToStderr(`the profiles and this table: ${folder}`);
}

async function main(): Promise<void> {
  if (values.only === 'list')
    return void process.stdout.write(rows.map(({ name, title }) => `${name.padEnd(18)}${title}\n`).join(''));
  const { quick, out: folder } = values;
  if (values.profile) return profile(folder, quick);
  const chosen = rowsNamed(rows, values.only);
  const before = values.compare === undefined ? undefined : readReport(values.compare);
  const kept = { folder, quick, every: rows.map(({ name }) => name), before };
  const done = await runBench({
    ...{ rows: chosen, quick, talk: talkToStderr, signal: interrupt.signal },
    runs: values.runs ? Number(values.runs) : quick ? 1 : 3,
    onRow: async (details) => void keepReport({ ...kept, details: [details] }),
  });
  const report = keepReport({ ...kept, details: [] });
  talkToStderr(`report: ${folder}/report.html, report.md and report.json`);
  process.stdout.write(`${values.json ? JSON.stringify(report.rows) : reportTable(report, before)}\n`);
  const clean = violationsOf({ details: done }).length === 0;
  process.exitCode = clean && done.length === chosen.length ? exitStatus.ok : exitStatus.failed;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  talkToStderr(error.message);
  talkToStderr(`what to do: ${error.remedy}`);
  process.exitCode = error.exit;
}
