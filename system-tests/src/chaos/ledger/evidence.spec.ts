import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { rules } from '../rules/index.ts';
import { faultKindNames } from '../schedule/faults.ts';
import { type Finding, unexplained } from './broken.ts';
import { linesOf, summaryOf } from './summary.ts';

const MIN_SCHEDULES = 300;
const MIN_DRAWN = 5;

describe('the evidence of chaos in docs/evidence', () => {
  const read = (name: string) =>
    readFileSync(new URL(`../../../../docs/evidence/${name}`, import.meta.url), 'utf8');
  const lines = linesOf(read('chaos.ndjson'));
  const findings = JSON.parse(read('chaos-findings.json')) as Finding[];

  it('is told by a page that is what its ledger says: else run the script "evidence"', () => {
    expect(read('chaos.md')).to.equal(summaryOf(lines, findings));
  });

  it('has the cause of every broken promise, and a clean run of the same seed afterwards', () => {
    const open = unexplained(lines, findings).map(({ seed, commit, verdict }) => ({ seed, commit, verdict }));
    expect(open).to.deep.equal([]);
  });

  it(`has ${MIN_SCHEDULES} schedules, every kind of fault ${MIN_DRAWN} times, and every promise judged`, () => {
    expect(lines.length).to.be.at.least(MIN_SCHEDULES);
    const drawn = Map.groupBy(
      lines.flatMap(({ faults }) => faults),
      ({ kind }) => kind,
    );
    for (const kind of faultKindNames) expect(drawn.get(kind)?.length, kind).to.be.at.least(MIN_DRAWN);
    const checked = (id: string) => lines.reduce((sum, { checkedBy }) => sum + (checkedBy?.[id] ?? 0), 0);
    for (const { id } of rules) expect(checked(id), id).to.be.greaterThan(0);
  });
});
