import { type FailpointReport, isSurvived, type KillResult } from './report.ts';

/** A failpoint and what came of its two kills. */
export interface MatrixRow {
  readonly point: string;
  readonly before: string;
  readonly after: string;
}

function cell(result: KillResult | undefined): string {
  if (!result) return '-';
  if (!result.reached) return 'NOT REACHED';
  return isSurvived(result) ? `ok, ${((result.restAfterMs ?? 0) / 1_000).toFixed(1)} s` : 'BROKEN';
}

export const rowsOf = ({ kills }: FailpointReport): MatrixRow[] =>
  [...Map.groupBy(kills, ({ point }) => point)].map(([point, both]) => {
    const of = (moment: string) => cell(both.find((one) => one.moment === moment));
    return { point, before: of('before'), after: of('after') };
  });

/** How much was reached, and what became of it. */
export function totalsOf({ kills, withoutEffect, bookings, tookMs }: FailpointReport): string[] {
  const points = [...Map.groupBy(kills, ({ point }) => point).values()];
  const covered = points.filter((both) => both.length === 2 && both.every(({ reached }) => reached));
  const share = Math.floor((100 * covered.length) / Math.max(1, points.length));
  const reached = kills.filter((one) => one.reached);
  return [
    `covered: ${covered.length} of ${points.length} failpoints before and after (${share}%), ${reached.length} of ${kills.length} kills reached; ${withoutEffect} other methods of the ports, each with its reason`,
    `survived: ${kills.filter(isSurvived).length} of ${kills.length}; ${JSON.stringify(bookings)}; ${Math.round(tookMs / 1_000)} s`,
  ];
}

const SHOWN_PROBLEMS = 5;

/** What is wrong, of each kill and of the whole. */
export const problemsOf = ({ kills, others }: FailpointReport): string[] => [
  ...kills.flatMap(({ point, moment, problems }) =>
    problems.slice(0, SHOWN_PROBLEMS).map((problem) => `${point}:${moment} ${problem}`),
  ),
  ...others,
];

const COLUMN = 14;

/** One line a failpoint, then the coverage, then what is wrong. */
export function matrixOf(report: FailpointReport): string {
  const rows = rowsOf(report);
  const width = Math.max(9, ...rows.map(({ point }) => point.length));
  const line = ({ point, before, after }: MatrixRow): string =>
    `${point.padEnd(width)}  ${before.padEnd(COLUMN)}  ${after}`;
  return [
    line({ point: 'failpoint', before: 'before', after: 'after' }),
    ...rows.map(line),
    ...['', ...totalsOf(report)],
    ...problemsOf(report).map((problem) => `  ${problem}`),
    ...(report.evidence ? [`evidence in ${report.evidence}`] : []),
  ].join('\n');
}
