import type { Fault } from './fault.ts';
import { faults } from './faults/index.ts';
import { type AlertTimes, type FaultResult, promisesKept } from './result.ts';

/** docs/evidence/drill.md, made of what drill.json has. */
export function pageOf(results: readonly FaultResult[]): string {
  const known = results.flatMap((result) => {
    const fault = faults.find(({ name }) => name === result.name);
    return fault ? [{ fault, result }] : [];
  });
  return `${[...head(known), ...known.flatMap(({ fault, result }) => section(fault, result))].join('\n')}\n`;
}

interface Drilled {
  readonly fault: Fault;
  readonly result: FaultResult;
}

const head = (all: readonly Drilled[]): string[] => [
  '# A drill: five faults, the alert, the runbook, the time to recovery',
  '',
  'Made by `node system-tests/src/drill/main.ts` ([how](../../system-tests/src/drill/README.md)). Each fault met an engine of its own with one process of each service, under a steady load;',
  'a real Prometheus watched it with the committed scrape interval (15 s), rules and `for` times. The program waited for the alert, then ran the commands of its runbook. Times are seconds since the fault.',
  '',
  '| fault | alert | pending | firing | first remedy | recovered | alert ended | promises |',
  '| --- | --- | --- | --- | --- | --- | --- | --- |',
  ...all.map(({ fault, result }) => {
    const { alert, remedyAfterS, recoveredAfterS } = result;
    const { pendingAfterS, firingAfterS } = alert;
    const runbook = `[\`${fault.alert}\`](../runbooks/${fault.runbook})`;
    const kept = promisesKept(result) ? 'kept' : '**broken**';
    const times = [pendingAfterS, firingAfterS, remedyAfterS, recoveredAfterS, ended(alert)];
    return `| [${fault.title}](#${fault.name}) | ${runbook} | ${times.join(' | ')} | ${kept} |`;
  }),
  '',
  "Recovered: the load is taken again, no more bookings are under way than before, three seconds in a row, and the runbook's \"over when\" holds. Promises: every accepted booking has its outcome, no night is oversold, every free room is there, and the bank's books are the ledger's.",
  'A request that was not taken is asked for again under its key afterwards; none may be refused.',
  '',
];

const ended = ({ resolvedAfterS }: AlertTimes): string => resolvedAfterS?.toString() ?? 'not yet';

function section(fault: Fault, result: FaultResult): string[] {
  const { rate, atUtc, bookings, steps, beside } = result;
  const { accepted, askedAgain, confirmed, failed } = bookings;
  const didNotHelp = steps.filter((step) => step.fault !== null);
  return [
    `## ${fault.name}`,
    '',
    `${fault.title}: ${fault.done}. ${atUtc.slice(0, 16).replace('T', ' ')} UTC, ${rate} bookings a second: ${accepted} accepted (${askedAgain} only when asked for again), ${confirmed} confirmed, ${failed} failed.`,
    ...(fault.alertOutlives === undefined
      ? []
      : ['', `The alert was not waited for to end: ${fault.alertOutlives}.`]),
    '',
    '| after | took | runbook step | exit | as the runbook says |',
    '| --- | --- | --- | --- | --- |',
    ...steps.map(
      ({ afterS, tookMs, what, kind, exit, fault: wrong }) =>
        `| ${afterS} s | ${(tookMs / 1_000).toFixed(1)} s | ${kind === 'remedy' ? '**remedy** ' : ''}${exit === null ? what : `\`${what}\``} | ${exit ?? ''} | ${wrong === null ? 'yes' : `no: ${wrong.replaceAll('|', '\\|')}`} |`,
    ),
    '',
    didNotHelp.length === 0
      ? 'Every step did and said what the runbook promises.'
      : `${didNotHelp.length} of ${steps.length} steps did not come to what the runbook promises.`,
    '',
    beside.length === 0 ? 'No other alert fired.' : `Also fired: ${beside.map(told).join('; ')}.`,
    '',
    ...(fault.findings.length === 0
      ? []
      : ['What it taught:', '', ...fault.findings.map((text) => `- ${text}`), '']),
  ];
}

const told = ({ alert, of, firingAfterS, resolvedAfterS }: AlertTimes): string =>
  `\`${alert}\`${of === '' ? '' : ` (${of.replaceAll(/127\.0\.0\.1:\d+/g, 'an operations port')})`} at ${firingAfterS} s, ${resolvedAfterS === null ? 'not ended when the drill was' : `ended at ${resolvedAfterS} s`}`;
