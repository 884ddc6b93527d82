import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exitStatus, talkToStderr } from '@wanderluxe/infra';
import { isClean } from './report.ts';
import { chaosTable, runChaos } from './run-chaos.ts';
import { type FaultKind, faultKindNames } from './schedule/faults.ts';

/** What `./wanderluxe chaos` runs, in a process of its own; its options are checked there. */
const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    bookings: { type: 'string', default: '300' },
    faults: { type: 'string', default: faultKindNames.join(',') },
    evidence: { type: 'string', default: join(process.cwd(), '.wanderluxe', 'chaos-evidence') },
    json: { type: 'boolean', default: false },
  },
});

const results = await runChaos({
  schedules: Number(values.schedules),
  seed: Number(values.seed),
  bookings: Number(values.bookings),
  kinds: values.faults.split(',') as FaultKind[],
  evidenceFolder: values.evidence,
  talk: talkToStderr,
});
process.stdout.write(`${values.json ? JSON.stringify(results) : chaosTable(results)}\n`);
process.exitCode = results.every(isClean) ? exitStatus.ok : exitStatus.failed;
