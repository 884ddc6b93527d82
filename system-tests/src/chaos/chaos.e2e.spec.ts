import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silent } from '@wanderluxe/infra';
import { expect } from 'chai';
import { seedsFrom } from './options.ts';
import { chaosTable, runChaos } from './run-chaos.ts';
import { faultKindNames } from './schedule/faults.ts';

/** The first ten in a row that draw every kind of fault between them; three of them have three brokers. */
const SCHEDULES = 10;
const SEED = 2_704;
const WITHIN_MS = 720_000;

describe('chaos', function chaos() {
  this.timeout(WITHIN_MS);

  it(`keeps every promise through ${SCHEDULES} schedules of overlapping faults`, async () => {
    const results = await runChaos({
      ...{ seeds: seedsFrom(SEED, SCHEDULES), talk: silent },
      evidenceFolder: mkdtempSync(join(tmpdir(), 'wanderluxe-chaos-')),
    });
    expect(results).to.have.length(SCHEDULES);
    const broken = results.flatMap(({ verdicts }) => verdicts.flatMap(({ violations }) => violations));
    // The table tells for each broken seed where its evidence is and how it is run again.
    expect(broken, chaosTable(results)).to.deep.equal([]);
    const kinds = results.flatMap(({ faults }) => faults.map(({ kind }) => kind));
    expect(faultKindNames.filter((kind) => !kinds.includes(kind))).to.deep.equal([]);
    for (const { faults, bookings } of results) {
      expect(faults.length).to.be.within(3, 8);
      expect(bookings.CONFIRMED).to.be.greaterThan(0);
    }
  });
});
