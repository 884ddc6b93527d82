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

function broken(lines: readonly LedgerLine[]): string[] {
  const rows = lines
    .filter(({ verdict }) => verdict !== 'clean')
    .map(({ seed, commit, verdict, load, cores, broken: first }) => {
      const what =
        Object.values(first ?? {})[0]
          ?.replaceAll('|', '\\|')
          .slice(0, 120) ?? '';
      return `| ${seed} | ${commit} | ${verdict} | ${load ?? '?'} on ${cores ?? '?'} | ${what} |`;
    });
  if (rows.length === 0) return ['None.'];
  return [
    '| seed | commit | promises | load on cores | first violation |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ];
}

export function summaryOf(lines: readonly LedgerLine[]): string {
  const page = [
    ...['# Chaos on real processes: what was run', ''],
    'Made from `chaos.ndjson` by `pnpm --filter @wanderluxe/system-tests evidence`; do not edit. A seed replays on its own commit only.',
    ...['', ...totals(lines), '', '## Faults', '', ...kinds(lines)],
    ...['', '## Schedules that broke a promise', '', ...broken(lines)],
  ];
  return `${page.join('\n')}\n`;
}
