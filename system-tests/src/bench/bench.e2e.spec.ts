import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silent } from '@wanderluxe/infra';
import { expect } from 'chai';
import { keepReport } from './report/files.ts';
import { violationsOf } from './report/report.ts';
import { rows } from './rows/index.ts';
import { runBench } from './run-bench.ts';

const mayNotCome = new Set(
  rows.flatMap((row) =>
    row.figures.filter((figure) => figure.mayNotCome).map((figure) => `${row.name}: ${figure.name}`),
  ),
);

describe('bench --quick', function bench() {
  this.timeout(900_000);

  it('measures every figure of every row, and no promise is broken on the way', async () => {
    const details = await runBench({ rows, quick: true, runs: 1, talk: silent });
    expect(violationsOf({ details })).to.deep.equal([]);
    const folder = mkdtempSync(join(tmpdir(), 'wanderluxe-bench-'));
    const report = keepReport({ folder, quick: true, details, every: rows.map(({ name }) => name) });
    const unmeasured = report.rows.filter(({ value }) => value === null).map(({ name }) => name);
    expect(unmeasured.filter((name) => !mayNotCome.has(name))).to.deep.equal([]);
  });
});
