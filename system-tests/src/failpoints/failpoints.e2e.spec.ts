import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silent } from '@wanderluxe/infra';
import { serviceNames } from '@wanderluxe/infra/launcher';
import { expect } from 'chai';
import { matrixOf, problemsOf } from './matrix.ts';
import { pointsOf } from './points.ts';
import { isSurvived } from './report.ts';
import { runFailpoints } from './run-failpoints.ts';

/** Under four minutes on a quiet machine with two cores. */
const WITHIN_MS = 900_000;

describe('failpoints', function failpoints() {
  this.timeout(WITHIN_MS);

  it('are survived, each of them, before and after its effect', async () => {
    const report = await runFailpoints({
      ...{ services: serviceNames, talk: silent },
      evidenceFolder: mkdtempSync(join(tmpdir(), 'wanderluxe-failpoints-')),
    });
    // The matrix tells which kill it was, and where the evidence is.
    expect(problemsOf(report), matrixOf(report)).to.deep.equal([]);
    const survived = report.kills.filter(isSurvived).map(({ point, moment }) => `${point}:${moment}`);
    const all = serviceNames.flatMap(pointsOf).flatMap((point) => [`${point}:before`, `${point}:after`]);
    expect(survived).to.have.members(all);
  });
});
