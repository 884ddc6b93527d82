import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silent } from '@wanderluxe/infra';
import { expect } from 'chai';
import { chaosTable, runChaos } from './run-chaos.ts';

const SCHEDULES = 2;
const SEED = 4_000;

describe('chaos', function chaos() {
  this.timeout(300_000);

  it(`keeps every promise through ${SCHEDULES} schedules of overlapping faults`, async () => {
    const results = await runChaos({
      ...{ schedules: SCHEDULES, seed: SEED, talk: silent },
      evidenceFolder: mkdtempSync(join(tmpdir(), 'wanderluxe-chaos-')),
    });
    expect(results).to.have.length(SCHEDULES);
    const broken = results.flatMap(({ verdicts }) => verdicts.flatMap(({ violations }) => violations));
    expect(broken, chaosTable(results)).to.deep.equal([]);
    for (const { faults, bookings } of results) {
      expect(faults.length).to.be.within(3, 8);
      expect(bookings.CONFIRMED).to.be.greaterThan(0);
    }
  });
});
