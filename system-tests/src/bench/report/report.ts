import type { Calibration } from '../noise.ts';
import { type Bar, type Figure, isMet, type Plot, type Reading, type Row } from '../row.ts';
import { median } from '../statistics.ts';

/** One figure with its verdict: what other tools read. */
export interface ReportRow {
  /** "littles-law: accepted". */
  readonly name: string;
  /** The median of the runs; null when none could measure it. */
  readonly value: number | null;
  readonly unit: string;
  readonly bar: Bar;
  /** Null where there is no bar. */
  readonly met: boolean | null;
  /** Lowest and highest of the runs. */
  readonly spread: readonly [number, number] | null;
}

/** One run of a row. */
export interface RunOfRow extends Reading {
  readonly tookSeconds: number;
  readonly before: Calibration;
  readonly after: Calibration;
}

/** All that was seen of a row. */
export interface RowDetails {
  /** What it was measured with, when, and on what: a report may have rows of several machines. */
  readonly commit: string;
  readonly at: string;
  readonly machine: Machine;
  readonly name: string;
  readonly title: string;
  readonly method: string;
  readonly figures: readonly Figure[];
  /** Without their plots. */
  readonly runs: readonly Omit<RunOfRow, 'plots'>[];
  /** Of the run whose first figure is the median. */
  readonly plots: readonly Plot[];
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryMiB: number;
  readonly system: string;
  readonly node: string;
}

/** report.json. */
export interface Report {
  readonly at: string;
  readonly commit: string;
  /** Short runs at low rates: the figures say nothing about speed. */
  readonly quick: boolean;
  readonly rows: readonly ReportRow[];
  readonly details: readonly RowDetails[];
}

const NAME_OF_FIGURE = ': ';

function rowOf(row: string, figure: Figure, runs: readonly Reading[]): ReportRow {
  const values = runs.flatMap(({ values }) => values[figure.name] ?? []).filter(Number.isFinite);
  const value = values.length > 0 ? median(values) : null;
  return {
    name: `${row}${NAME_OF_FIGURE}${figure.name}`,
    value,
    unit: figure.unit,
    bar: figure.bar,
    met: isMet(value, figure.bar),
    spread: values.length > 0 ? [Math.min(...values), Math.max(...values)] : null,
  };
}

export const rowsOf = ({ name, figures, runs }: Pick<RowDetails, 'name' | 'figures' | 'runs'>): ReportRow[] =>
  figures.map((figure) => rowOf(name, figure, runs));

/** The run that stands for the row in plots. */
function typicalOf({ figures }: Row, runs: readonly RunOfRow[]): RunOfRow | undefined {
  const first = figures[0]!.name;
  const middle = median(runs.flatMap(({ values }) => values[first] ?? []));
  const distance = (run: RunOfRow): number =>
    Math.abs((run.values[first] ?? Number.POSITIVE_INFINITY) - middle);
  return runs.toSorted((a, b) => distance(a) - distance(b))[0];
}

export function detailsOf(
  row: Row,
  runs: readonly RunOfRow[],
  measured: Pick<RowDetails, 'commit' | 'at' | 'machine'>,
): RowDetails {
  const { name, title, method, figures } = row;
  return {
    ...{ ...measured, name, title, method, figures },
    runs: runs.map(({ plots: _, ...rest }) => rest),
    plots: typicalOf(row, runs)?.plots ?? [],
  };
}

/** Rows that were run now replace those of an earlier report of the same folder; the others stay. */
export function merged(details: readonly RowDetails[], earlier: readonly RowDetails[]): RowDetails[] {
  const now = new Set(details.map(({ name }) => name));
  return [...earlier.filter(({ name }) => !now.has(name)), ...details];
}

/** The figures of one row of the benchmark. */
export const figuresOf = (report: Pick<Report, 'rows'>, row: string): ReportRow[] =>
  report.rows.filter(({ name }) => name.startsWith(`${row}${NAME_OF_FIGURE}`));

export const violationsOf = ({ details }: Pick<Report, 'details'>): string[] =>
  details.flatMap(({ name, runs }) =>
    runs.flatMap(({ violations }) => violations.map((violation) => `${name}: ${violation}`)),
  );
