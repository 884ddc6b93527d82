import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { CommandError, exitStatus, talkToStderr } from '@wanderluxe/infra';
import { simulateAll } from './pool.ts';
import { summaryOf, tableOf } from './report.ts';
import type { SeedResult } from './result.ts';

/** What `./wanderluxe simulate` runs, in a process of its own; numbers are checked there. */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: `${availableParallelism()}` },
    json: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
    'until-broken': { type: 'boolean', default: false },
  },
});

const PROGRESS_EVERY_MS = 2_000;

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt.abort());

async function main(): Promise<void> {
  const [seed, seeds] = [Number(values.seed), Number(values.seeds)];
  const results: SeedResult[] = [];
  const enough = new AbortController();
  const startedAtMs = Date.now();
  let toldAtMs = startedAtMs;
  await simulateAll({
    ...{ seed, seeds, workers: Number(values.workers), keepTrace: values.trace },
    signal: AbortSignal.any([interrupt.signal, enough.signal]),
    onResult(result) {
      results.push(result);
      if (result.violations.length > 0) {
        talkToStderr(`seed ${result.seed} broke a promise`);
        if (values['until-broken']) enough.abort();
      }
      if (Date.now() - toldAtMs < PROGRESS_EVERY_MS) return;
      toldAtMs = Date.now();
      talkToStderr(
        `${results.length} of ${seeds} seeds in ${Math.round((toldAtMs - startedAtMs) / 1_000)} s`,
      );
    },
  });
  const summary = summaryOf(seed, results, Date.now() - startedAtMs);
  for (const { trace = [] } of results) if (trace.length > 0) process.stdout.write(`${trace.join('\n')}\n`);
  process.stdout.write(`${values.json ? JSON.stringify(summary) : tableOf(summary)}\n`);
  if (interrupt.signal.aborted) throw new CommandError('interrupted', { remedy: 'run it again' });
  process.exitCode = summary.broken.length === 0 ? exitStatus.ok : exitStatus.failed;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  talkToStderr(error.message);
  talkToStderr(`what to do: ${error.remedy}`);
  process.exitCode = error.exit;
}
