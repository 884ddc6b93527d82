import { expect } from 'chai';
import type { LedgerLine } from './ledger.ts';
import { linesOf, summaryOf } from './summary.ts';

const line = (seed: number, more: Partial<LedgerLine> = {}): LedgerLine => ({
  ...{ seed, commit: 'abc', at: '', brokers: 1, bookings: { accepted: 10 }, calls: 1, checked: 100 },
  ...{ restAfterMs: 2_000, tookMs: 20_000, load: 2, cores: 2, verdict: 'clean' },
  faults: [{ kind: 'poison', target: 'kafka', startMs: 0, durationMs: 0, amount: 1, seen: 'truncated' }],
  ...more,
});

describe('summaryOf', () => {
  const unseen = { kind: 'poison', target: 'kafka', startMs: 0, durationMs: 0, amount: 1, seen: null };
  const page = summaryOf([
    line(1),
    line(2, { brokers: 3, faults: [unseen] }),
    line(3, { verdict: 'I3', load: 40, broken: { I3: 'not at rest' }, restAfterMs: null }),
  ]);

  it('counts schedules, and the clean ones apart from the others', () => {
    expect(page).to.contain('| schedules | 3 |\n| clean | 2 |\n| with three brokers | 1 |');
    expect(page).to.contain('| bookings accepted | 30 |\n| things checked | 300 |');
  });

  it('tells how often a kind was drawn, and how often it was seen to take effect', () => {
    expect(page).to.contain('| poison | 3 | 2 |');
  });

  it('hides no schedule that broke a promise', () => {
    expect(page).to.contain('| 3 | abc | I3 | 40 on 2 | not at rest |');
    expect(summaryOf([line(1)])).to.contain('None.');
  });

  it('reads the ledger line by line', () => {
    expect(linesOf(`${JSON.stringify(line(7))}\n\n`).map(({ seed }) => seed)).to.deep.equal([7]);
  });
});
