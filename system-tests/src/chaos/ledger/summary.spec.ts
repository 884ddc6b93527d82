import { expect } from 'chai';
import { type Finding, unexplained } from './broken.ts';
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
  const finding: Finding = { seeds: [3], commit: 'ab', seen: 'a | b', cause: 'c', done: 'd' };
  const broken = line(3, { verdict: 'I3', load: 40, broken: { I3: 'not at rest' }, restAfterMs: null });
  const lines = [line(1), line(2, { brokers: 3, faults: [unseen], checkedBy: { I1: 4, I7: 0 } }), broken];
  const page = summaryOf(lines, [finding]);
  const rerun = (more: Partial<LedgerLine> = {}) => line(3, { commit: 'def', at: '2', ...more });

  it('counts schedules, and the clean ones apart from the others', () => {
    expect(page).to.contain('| schedules | 3 |\n| clean | 2 |\n| seeds | 3 |\n| with three brokers | 1 |');
    expect(page).to.contain('| bookings accepted | 30 |\n| things checked | 300 |');
  });

  it('tells how often a kind was drawn, and how often it was seen to take effect', () => {
    expect(page).to.contain('| poison | 3 | 2 |');
  });

  it('hides no schedule that broke a promise', () => {
    expect(page).to.contain('| 3 | abc | I3 | 40 on 2 | not at rest | not yet |');
    expect(summaryOf([...lines, rerun()], [])).to.contain('| not at rest | clean on def |');
    expect(summaryOf([line(1)], [])).to.contain('None.');
  });

  it('tells how much of each promise was looked at, and why one was broken', () => {
    expect(page).to.match(/\| I1 \|.*\| 1 \| 4 \|\n/);
    expect(page).to.match(/\| I7 \|.*\| 0 \| 0 \|\n/);
    expect(page).to.contain('| 3 | ab | a \\| b | c | d |');
  });

  it('reads the ledger line by line', () => {
    expect(linesOf(`${JSON.stringify(line(7))}\n\n`).map(({ seed }) => seed)).to.deep.equal([7]);
  });
});

describe('unexplained', () => {
  const finding: Finding = { seeds: [3], commit: 'ab', seen: '', cause: '', done: '' };
  const broken = line(3, { verdict: 'I3', at: '1' });
  const rerun = line(3, { commit: 'def', at: '2' });

  it('is a broken schedule without a cause, or whose seed was not clean afterwards', () => {
    expect(unexplained([broken, rerun], [])).to.deep.equal([broken]);
    expect(unexplained([broken], [finding])).to.deep.equal([broken]);
    expect(unexplained([line(3, { at: '0' }), broken], [finding])).to.deep.equal([broken]);
    const again = { ...rerun, verdict: 'I1' };
    expect(unexplained([broken, again], [finding])).to.deep.equal([broken, again]);
  });

  it('is none that has both', () => {
    expect(unexplained([line(1), broken, rerun], [finding])).to.deep.equal([]);
  });
});
