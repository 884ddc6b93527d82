import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Finding } from './broken.ts';
import { linesOf, summaryOf } from './summary.ts';

describe('the evidence of chaos in docs/evidence', () => {
  const read = (name: string) =>
    readFileSync(new URL(`../../../../docs/evidence/${name}`, import.meta.url), 'utf8');
  const lines = linesOf(read('chaos.ndjson'));
  const findings = JSON.parse(read('chaos-findings.json')) as Finding[];

  it('is told by a page that is what its ledger says: else run the script "evidence"', () => {
    expect(read('chaos.md')).to.equal(summaryOf(lines, findings));
  });
});
