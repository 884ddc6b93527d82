import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CommandError, exitStatus, talkToStderr } from '@wanderluxe/infra';
import { type ServiceName, serviceNames } from '@wanderluxe/infra/launcher';
import { runFacts } from '../harness/run-facts.ts';
import { matrixOf } from './matrix.ts';
import { pageOf } from './page.ts';
import { chosen, pointsOf } from './points.ts';
import { isClean } from './report.ts';
import { runFailpoints } from './run-failpoints.ts';

/** What `./wanderluxe failpoints` runs, in a process of its own. */
const { values } = parseArgs({
  options: {
    service: { type: 'string' },
    only: { type: 'string' },
    list: { type: 'boolean', default: false },
    evidence: { type: 'string', default: join(process.cwd(), '.wanderluxe', 'failpoints-evidence') },
    markdown: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt.abort());

function servicesIn(name: string | undefined): ServiceName[] {
  const chosen = serviceNames.filter((service) => name === undefined || service === name);
  if (chosen.length > 0) return chosen;
  throw new CommandError(`there is no service ${name}`, { remedy: `choose from ${serviceNames.join(', ')}` });
}

async function main(): Promise<void> {
  const services = servicesIn(values.service);
  const points = chosen(services.flatMap(pointsOf), (point) => point, values.only);
  if (points.length === 0)
    throw new CommandError(`no failpoint contains ${values.only}`, { remedy: 'see failpoints --list' });
  if (values.list) return void process.stdout.write(`${points.join('\n')}\n`);
  const { commit } = runFacts();
  const report = await runFailpoints({
    services,
    only: values.only,
    evidenceFolder: values.evidence,
    talk: talkToStderr,
    signal: interrupt.signal,
  });
  process.stdout.write(`${values.json ? JSON.stringify(report) : matrixOf(report)}\n`);
  if (values.markdown) writeFileSync(values.markdown, pageOf(report, { ...runFacts(), commit }));
  const complete = report.kills.length === 2 * points.length;
  process.exitCode = complete && isClean(report) ? exitStatus.ok : exitStatus.failed;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  talkToStderr(error.message);
  talkToStderr(`what to do: ${error.remedy}`);
  process.exitCode = error.exit;
}
