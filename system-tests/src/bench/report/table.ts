import type { Bar } from '../row.ts';
import { type Machine, type Report, type ReportRow, violationsOf } from './report.ts';

export function formatted(value: number | null): string {
  if (value === null) return '-';
  if (value === 0 || Number.isInteger(value)) return `${value}`;
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export function barText(bar: Bar): string {
  if (bar === null) return '';
  return 'atMost' in bar ? `<= ${bar.atMost}` : `>= ${bar.atLeast}`;
}

/** How much a figure changed since an earlier report: "+12%"; empty when it was not there. */
export function changeText(value: number | null, before: number | null | undefined): string {
  if (value === null || before === null || before === undefined) return '';
  if (before === 0) return value === 0 ? '=' : `was ${formatted(before)}`;
  const percent = Math.round(((value - before) / Math.abs(before)) * 100);
  return percent === 0 ? '=' : `${percent > 0 ? '+' : ''}${percent}%`;
}

export const spreadText = ({ spread }: ReportRow): string =>
  spread ? `${formatted(spread[0])} to ${formatted(spread[1])}` : '';

const machineText = ({ cpu, cores, memoryMiB, system, node }: Machine): string =>
  `${cores} cores of ${cpu}, ${memoryMiB} MiB, ${system}, Node ${node}`;

/** Tells one machine of a report from another. */
export const machineOfRow = ({ cpu, system }: Machine): string => `${cpu}, ${system}`;

/** Every machine that rows of the report were measured on. */
export const machinesText = ({ details }: Report): string =>
  [...new Set(details.map(({ machine }) => machineText(machine)))].join('; ');

/** Values by the figure's name, to compare with. */
export const valuesOf = (report: Report | undefined): ReadonlyMap<string, number | null> =>
  new Map(report?.rows.map(({ name, value }) => [name, value]));

const verdict = ({ met }: ReportRow): string => (met === null ? '' : met ? 'met' : 'MISSED');

/** The report for people at a terminal. */
export function reportTable(report: Report, before?: Report): string {
  const earlier = valuesOf(before);
  const cells = report.rows.map((row) => [
    row.name,
    formatted(row.value),
    row.unit,
    barText(row.bar),
    verdict(row),
    spreadText(row),
    changeText(row.value, earlier.get(row.name)),
  ]);
  const table = [['figure', 'value', 'unit', 'bar', '', 'runs', before ? 'change' : ''], ...cells];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((line) => line[column]!.length)));
  const lines = table.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  return [...lines, ...violationsOf(report).map((violation) => `BROKEN ${violation}`)].join('\n');
}
