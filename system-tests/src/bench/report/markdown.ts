import { figuresOf, type Report, type ReportRow, type RowDetails, violationsOf } from './report.ts';
import { barText, changeText, formatted, machineOfRow, machinesText, spreadText, valuesOf } from './table.ts';

const met = ({ met: isMet }: ReportRow): string => (isMet === null ? '' : isMet ? 'yes' : '**no**');

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** What a cell must not end. */
const cell = (text: string): string => text.replaceAll('|', '\\|');

function table(rows: readonly ReportRow[], before: Report | undefined): string[] {
  const earlier = valuesOf(before);
  const heads = ['figure', 'median', 'all runs', 'bar', 'met', ...(before ? ['since before'] : [])];
  const lines = rows.map((row) =>
    line([
      cell(row.name.slice(row.name.indexOf(': ') + 2)),
      `${formatted(row.value)} ${row.unit}`,
      spreadText(row),
      barText(row.bar),
      met(row),
      ...(before ? [changeText(row.value, earlier.get(row.name))] : []),
    ]),
  );
  return [line(heads), line(heads.map(() => '---')), ...lines];
}

function noise({ runs, commit, machine }: RowDetails): string {
  const others = runs.flatMap(({ othersCores }) => othersCores ?? []).map((cores) => cores.toFixed(2));
  const loops = runs.map((run) => run.before.cpuMs.toFixed(0));
  const beside = others.length > 0 ? `; other processes used ${others.join(', ')} cores` : '';
  return `${runs.length} ${runs.length === 1 ? 'run' : 'runs'} at commit ${commit} on ${machineOfRow(machine)}${beside}; the fixed piece of work took ${loops.join(', ')} ms of CPU.`;
}

function section(row: RowDetails, report: Report, before: Report | undefined): string[] {
  const figures = table(figuresOf(report, row.name), before);
  return [`## ${row.title}`, '', row.method, '', noise(row), '', ...figures, ''];
}

/** The report as a page for people who read a repository. `every` names all rows that there are. */
export function reportMarkdown(report: Report, every: readonly string[], before?: Report): string {
  const missing = every.filter((name) => !report.details.some((row) => row.name === name));
  const broken = violationsOf(report);
  return [
    '# The benchmark’s report',
    '',
    'Made by `./wanderluxe bench`; do not edit. [report.json](report.json) has every run, [report.html](report.html) the plots.',
    '',
    `${report.at}, on ${machinesText(report)}. Engine, servers, bank and driver of a row ran on one machine.`,
    ...(report.quick ? ['', '**Quick: short runs at low rates. The figures say nothing about speed.**'] : []),
    ...(before ? ['', `Compared with commit ${before.commit}, ${before.at}, ${machinesText(before)}.`] : []),
    ...(missing.length > 0 ? ['', `**Rows that were not run: ${missing.join(', ')}.**`] : []),
    '',
    broken.length === 0 ? 'No promise was broken in any run.' : '**Broken promises:**',
    ...broken.map((one) => `- ${one}`),
    '',
    ...report.details.flatMap((row) => section(row, report, before)),
  ].join('\n');
}
