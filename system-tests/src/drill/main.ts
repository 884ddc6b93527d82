import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exitStatus, talkToStderr } from '@wanderluxe/infra';
import { repository } from '../harness/documented-commands.ts';
import { faults } from './faults/index.ts';
import { keepResult, readResults, writePage } from './files.ts';
import { promisesKept } from './result.ts';
import { runFault } from './run-fault.ts';

/** `node system-tests/src/drill/main.ts`: see README.md. */
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rate: { type: 'string', default: '20' },
    out: { type: 'string', default: join(repository, 'docs/evidence') },
    page: { type: 'boolean', default: false },
  },
});

const { only, rate, out } = values;
const names = only?.split(',') ?? faults.map(({ name }) => name);
const unknown = names.filter((name) => !faults.some((fault) => fault.name === name));
if (unknown.length > 0) {
  talkToStderr(
    `--only: there is no fault ${unknown.join(', ')}; choose of ${faults.map(({ name }) => name).join(', ')}`,
  );
  process.exit(exitStatus.couldNotRun);
}
if (!(Number(rate) > 0)) {
  talkToStderr(`--rate is "${rate}": give bookings a second, above 0`);
  process.exit(exitStatus.couldNotRun);
}

const interrupt = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interrupt.abort());
const { signal } = interrupt;

if (values.page) writePage(out);
else
  for (const fault of faults.filter(({ name }) => names.includes(name)))
    keepResult(out, await runFault(fault, { rate: Number(rate), talk: talkToStderr, signal }));
const broken = readResults(out).filter((result) => names.includes(result.name) && !promisesKept(result));
for (const { name } of broken) talkToStderr(`${name}: a promise was broken, see ${out}`);
process.exitCode = broken.length === 0 ? exitStatus.ok : exitStatus.failed;
