import type { LedgerLine } from './ledger.ts';

/** What schedules that broke a promise have led to; Markdown. */
export interface Finding {
  readonly seeds: readonly number[];
  /** Of the engine that was run, or its beginning. */
  readonly commit: string;
  readonly seen: string;
  readonly cause: string;
  readonly done: string;
}

const SHOWN_CHARACTERS = 120;

const isBroken = ({ verdict }: LedgerLine): boolean => verdict !== 'clean';

const rerunOf = ({ seed, at }: LedgerLine, lines: readonly LedgerLine[]): LedgerLine | undefined =>
  lines.findLast((line) => line.seed === seed && line.at > at);

const isExplained = ({ seed, commit }: LedgerLine, findings: readonly Finding[]): boolean =>
  findings.some((finding) => finding.seeds.includes(seed) && commit.startsWith(finding.commit));

/** Broken schedules whose cause nobody has told, or whose seed was not clean when it was last run. */
export const unexplained = (lines: readonly LedgerLine[], findings: readonly Finding[]): LedgerLine[] =>
  lines
    .filter(isBroken)
    .filter((line) => !isExplained(line, findings) || rerunOf(line, lines)?.verdict !== 'clean');

const cell = (text: string): string => text.replaceAll('|', '\\|');

function rowOf(line: LedgerLine, lines: readonly LedgerLine[]): string {
  const { seed, commit, verdict, load, cores, broken = {} } = line;
  const first = cell(Object.values(broken)[0] ?? '').slice(0, SHOWN_CHARACTERS);
  const rerun = rerunOf(line, lines);
  const again = rerun ? `${rerun.verdict} on ${rerun.commit}` : 'not yet';
  return `| ${seed} | ${commit} | ${verdict} | ${load ?? '?'} on ${cores ?? '?'} | ${first} | ${again} |`;
}

/** The schedules that broke a promise, and what became of each. */
export function brokenTable(lines: readonly LedgerLine[]): string[] {
  const rows = lines.filter(isBroken).map((line) => rowOf(line, lines));
  if (rows.length === 0) return ['None.'];
  return [
    '| seed | commit | promises | load on cores | first violation | last run of the seed |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ];
}

export const findingsTable = (findings: readonly Finding[]): string[] => [
  '| seed | commit | what was seen | cause | what was done |',
  '| --- | --- | --- | --- | --- |',
  ...findings.map(
    ({ seeds, commit, seen, cause, done }) =>
      `| ${seeds.join(', ')} | ${commit} | ${cell(seen)} | ${cell(cause)} | ${cell(done)} |`,
  ),
];
