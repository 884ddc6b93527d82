import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError } from '@wanderluxe/infra';
import { expect } from 'chai';
import type { Figure, Reading, Row } from '../row.ts';
import { keepReport, readReport } from './files.ts';
import { reportMarkdown } from './markdown.ts';
import { detailsOf, type RunOfRow, rowsOf, violationsOf } from './report.ts';
import { changeText, reportTable } from './table.ts';

const figures: readonly Figure[] = [
  { name: 'speed', unit: 'a second', bar: { atLeast: 500 } },
  { name: 'delay', unit: 'ms', bar: { atMost: 100 } },
  { name: 'size', unit: 'MiB', bar: null },
];
const row: Row = {
  ...{ name: 'some', title: 'Some </script> & row', method: 'by looking', shape: {}, figures },
  run: () => Promise.reject(new Error('not here')),
};
const loop = { wallMs: 100, cpuMs: 90 };
const run = (values: Reading['values'], violations: readonly string[] = [], title = 'plot'): RunOfRow => ({
  ...{ values, violations, tookSeconds: 10, before: loop, after: loop, othersCores: 0.1 },
  plots: [{ title, xLabel: 's', yLabel: 'n', x: [1, 2], series: [{ label: 'a', values: [1, null] }] }],
});
const machine = { cpu: 'Fast', cores: 2, memoryMiB: 1, system: 'OS 1', node: 'v22' };
const measured = { commit: 'abc', at: '2030-01-01T00:00:00.000Z', machine };
const runs = [
  run({ speed: 400, delay: 120, size: 5 }, [], 'slow'),
  run({ speed: 510, delay: 90 }, [], 'middle </script>'),
  run({ speed: 600, delay: 80 }, ['a booking </script> was lost'], 'fast'),
];
const details = detailsOf(row, runs, measured);

describe('report', () => {
  it('gives every figure the median of its runs, its spread and its verdict', () => {
    expect(rowsOf(details)).to.deep.equal([
      {
        ...{ name: 'some: speed', value: 510, unit: 'a second', bar: { atLeast: 500 } },
        ...{ met: true, spread: [400, 600] },
      },
      {
        ...{ name: 'some: delay', value: 90, unit: 'ms', bar: { atMost: 100 } },
        ...{ met: true, spread: [80, 120] },
      },
      { name: 'some: size', value: 5, unit: 'MiB', bar: null, met: null, spread: [5, 5] },
    ]);
  });

  it('misses a bar by a figure beyond it, and by one that could not be measured', () => {
    const missed = detailsOf(row, [run({ speed: 499 }, ['could not be measured'])], measured);
    expect(rowsOf(missed).map(({ value, met }) => [value, met])).to.deep.equal([
      [499, false],
      [null, false],
      [null, null],
    ]);
  });

  it('shows the plots of the run in the middle', () => {
    expect(details.plots.map(({ title }) => title)).to.deep.equal(['middle </script>']);
  });

  it('collects what was broken in any run', () => {
    expect(violationsOf({ details: [details] })).to.deep.equal(['some: a booking </script> was lost']);
  });

  it('is a table with verdicts, changes and what was broken', () => {
    const rows = rowsOf(details);
    const report = { ...reportWith(rows), details: [details] };
    const before = reportWith(rows.map((one) => ({ ...one, value: 408 })));
    const table = reportTable(report, before);
    expect(table).to.match(/some: speed +510 +a second +>= 500 +met +400 to 600 +\+25%/);
    expect(table).to.contain('BROKEN some: a booking');
  });

  it('is a page with verdicts, changes, what was broken and what was not run', () => {
    const rows = rowsOf(details);
    const before = reportWith(rows.map((one) => ({ ...one, value: 408 })));
    const page = reportMarkdown({ ...reportWith(rows), details: [details] }, ['some', 'other'], before);
    expect(page).to.contain('| speed | 510 a second | 400 to 600 | >= 500 | yes | +25% |');
    expect(page).to.contain('- some: a booking </script> was lost');
    expect(page).to.contain('Rows that were not run: other.');
    expect(page).to.contain(
      '3 runs at commit abc on Fast, OS 1; other processes used 0.10, 0.10, 0.10 cores',
    );
    expect(reportMarkdown(reportWith(rows), [])).to.contain('No promise was broken in any run.');
  });

  it('names each machine once, and each row the one that it was measured on', () => {
    const slow = { ...details, name: 'other', machine: { ...machine, cpu: 'Slow' } };
    const report = {
      ...reportWith(rowsOf(details)),
      details: [details, { ...details, name: 'third' }, slow],
    };
    const page = reportMarkdown(report, []);
    expect(page).to.contain(
      'on 2 cores of Fast, 1 MiB, OS 1, Node v22; 2 cores of Slow, 1 MiB, OS 1, Node v22.',
    );
    expect(page.match(/at commit abc on Slow, OS 1;/g)).to.have.length(1);
  });

  const reportWith = (rows: ReturnType<typeof rowsOf>) => ({
    ...{ at: '', commit: '', quick: false, rows, details: [] },
  });
});

describe('changeText', () => {
  it('tells the change in percent, and nothing where there is nothing to compare', () => {
    expect([changeText(3, 6), changeText(6, 6), changeText(5, 0)]).to.deep.equal(['-50%', '=', 'was 0']);
    expect([changeText(null, 6), changeText(3, undefined), changeText(3, null)]).to.deep.equal(['', '', '']);
  });
});

describe('keepReport', () => {
  const every = ['some', 'other'];
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bench-report-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('writes a report that can be read again, and one page that needs nothing from elsewhere', () => {
    const report = keepReport({ folder, every, quick: false, details: [details] });
    expect(readReport(join(folder, 'report.json'))).to.deep.equal(report);
    const page = readFileSync(join(folder, 'report.html'), 'utf8');
    expect(page).to.contain('Some &lt;/script&gt; &amp; row');
    expect(page.match(/<script/g)).to.have.length(3);
    expect(page.match(/<\/script>/g)).to.have.length(3);
    expect(page).not.to.match(/(src|href)="?(https?:)?\/\//);
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).to.contain('Rows that were not run: other.');
  });

  it('keeps the rows of the folder that were not run now, and replaces those that were', () => {
    const other = { ...details, name: 'other' };
    keepReport({ folder, every, quick: false, details: [details, other] });
    const again = detailsOf(row, [run({ speed: 700 })], measured);
    const report = keepReport({ folder, every, quick: false, details: [again] });
    expect(report.details.map(({ name }) => name)).to.deep.equal(['other', 'some']);
    expect(report.rows.find(({ name }) => name === 'some: speed')?.value).to.equal(700);
  });

  it('goes on from a report that names one machine for all of its rows', () => {
    const { machine: _, ...old } = { ...details, name: 'other' };
    const report = { ...keepReport({ folder, every, quick: false, details: [] }), machine, details: [old] };
    writeFileSync(join(folder, 'report.json'), JSON.stringify(report));
    const { details: kept } = keepReport({ folder, every, quick: false, details: [details] });
    expect(kept.map((row) => [row.name, row.machine])).to.deep.equal([
      ['other', machine],
      ['some', machine],
    ]);
  });

  it('does not mix quick figures with real ones', () => {
    keepReport({ folder, every, quick: true, details: [{ ...details, name: 'other' }] });
    const report = keepReport({ folder, every, quick: false, details: [details] });
    expect(report.details.map(({ name }) => name)).to.deep.equal(['some']);
  });

  it('refuses to read what is no report', () => {
    expect(() => readReport(join(folder, 'none.json'))).to.throw(CommandError, 'none.json');
    writeFileSync(join(folder, 'other.json'), '{"rows":[]}');
    expect(() => readReport(join(folder, 'other.json'))).to.throw(CommandError, 'other.json');
  });
});
