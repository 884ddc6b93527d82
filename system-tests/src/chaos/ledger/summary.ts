import { rules } from '../rules/index.ts';
import { brokenTable, type Finding, findingsTable } from './broken.ts';
import type { LedgerLine } from './ledger.ts';

/** The committed page about all schedules that were run, made from their ledger and from nothing else. */

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(0)} s`;

/** @throws SyntaxError for a line that is not JSON */
export const linesOf = (ledger: string): LedgerLine[] =>
  ledger
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LedgerLine);

function totals(lines: readonly LedgerLine[]): string[] {
  const sum = (of: (line: LedgerLine) => number): number => lines.reduce((all, line) => all + of(line), 0);
  const clean = lines.filter(({ verdict }) => verdict === 'clean');
  return [
    ...[
      '| what | how much |',
      '| --- | --- |',
      `| schedules | ${lines.length} |`,
      `| clean | ${clean.length} |`,
    ],
    `| seeds | ${new Set(lines.map(({ seed }) => seed)).size} |`,
    `| with three brokers | ${lines.filter(({ brokers }) => brokers === 3).length} |`,
    `| faults | ${sum(({ faults }) => faults.length)} |`,
    `| bookings accepted | ${sum(({ bookings }) => bookings.accepted ?? 0)} |`,
    `| things checked | ${sum(({ checked }) => checked ?? 0)} |`,
    `| median time of a schedule | ${seconds(median(lines.flatMap(({ tookMs }) => tookMs ?? [])))} |`,
    `| median until rest, of the clean | ${seconds(median(clean.map(({ restAfterMs }) => restAfterMs ?? 0)))} |`,
  ];
}

function kinds(lines: readonly LedgerLine[]): string[] {
  const faults = Map.groupBy(
    lines.flatMap((line) => line.faults),
    ({ kind }) => kind,
  );
  const rows = [...faults]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([kind, all]) => {
      const seen = all.filter((fault) => fault.seen !== null).length;
      return `| ${kind} | ${all.length} | ${seen} |`;
    });
  return ['| fault | drawn | seen to take effect |', '| --- | --- | --- |', ...rows];
}

/** Only lines that say it; the first ones do not. */
function promises(lines: readonly LedgerLine[]): string[] {
  const said = lines.flatMap(({ checkedBy }) => Object.entries(checkedBy ?? {}));
  const rows = rules.map(({ id, title }) => {
    const counts = said.filter(([rule, checked]) => rule === id && checked > 0).map(([, checked]) => checked);
    return `| ${id} | ${title} | ${counts.length} | ${counts.reduce((sum, count) => sum + count, 0)} |`;
  });
  return ['| promise | | schedules | things checked |', '| --- | --- | --- | --- |', ...rows];
}

export function summaryOf(lines: readonly LedgerLine[], findings: readonly Finding[]): string {
  const page = [
    ...['# Chaos on real processes: what was run', ''],
    'Made from `chaos.ndjson` and `chaos-findings.json` by `pnpm --filter @wanderluxe/system-tests evidence`; do not edit. A seed replays on its own commit only.',
    ...['', ...totals(lines), '', '## Faults', '', ...kinds(lines)],
    ...['', '## Promises', '', 'Of the lines that tell it; the first ones do not.', '', ...promises(lines)],
    ...['', '## Schedules that broke a promise', '', ...brokenTable(lines)],
    ...['', '## Why, and what was done', '', ...findingsTable(findings)],
  ];
  return `${page.join('\n')}\n`;
}
