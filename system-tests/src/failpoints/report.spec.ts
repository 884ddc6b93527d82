import { expect } from 'chai';
import type { Kill } from './kill.ts';
import { matrixOf } from './matrix.ts';
import { pageOf } from './page.ts';
import { attribute, type FailpointReport, isClean, type KillResult } from './report.ts';
import { Round } from './round.ts';

const kill = (moment: 'before' | 'after', tag: string, over: Partial<Kill> = {}): Kill => ({
  round: new Round({ service: 'payment', point: 'payment/bank.charge', moment }, tag),
  ...{ diedAtMs: 1_000, upAtMs: 2_000, restAfterMs: 2_500, restTrail: [], problems: [] },
  ...over,
});
const both = [kill('before', 'r-000'), kill('after', 'r-001')];
const verdict = (what: string, bookingId?: string) => [
  { rule: 'I4', title: 'money', checked: 1, violations: [{ what, ...(bookingId ? { bookingId } : {}) }] },
];
const report = (kills: readonly KillResult[], over: Partial<FailpointReport> = {}): FailpointReport => ({
  ...{ tookMs: 5_000, kills, withoutEffect: 7, bookings: { accepted: 2 }, others: [], evidence: null },
  ...over,
});
const clean = attribute(both, []).kills;

describe('a violation belongs', () => {
  it('to the kill of its booking, and to no other', () => {
    const { kills, others } = attribute(both, verdict('captured twice', 'r-001-first-3'));
    expect(kills.map(({ problems }) => problems)).to.deep.equal([[], ['I4 r-001-first-3 captured twice']]);
    expect(others).to.deep.equal([]);
  });

  it('to the kill of the property that it names', () => {
    const { kills } = attribute(both, verdict('prop-r-000: 2 of 1 rooms'));
    expect(kills[0]?.problems).to.have.length(1);
  });

  it('to the whole run when it names neither', () => {
    const { kills, others } = attribute(both, verdict('inventory->redis carried 0 bytes'));
    expect([kills.flatMap(({ problems }) => problems), others]).to.deep.equal([
      [],
      ['I4  inventory->redis carried 0 bytes'],
    ]);
  });
});

describe('a run is clean', () => {
  it('when every point was reached and survived', () => {
    expect(isClean(report(clean))).to.equal(true);
  });

  for (const [name, over] of [
    ['was never reached', { diedAtMs: null, restAfterMs: null }],
    ['did not come to rest', { restAfterMs: null }],
    ['had a problem', { problems: ['the bank kept 12050 of 0'] }],
  ] as const) {
    it(`but not when one ${name}`, () => {
      const { kills } = attribute([kill('before', 'r-000'), kill('after', 'r-001', over)], []);
      expect(isClean(report(kills))).to.equal(false);
    });
  }

  it('but not when something else was wrong, or nothing was killed', () => {
    expect(isClean(report(clean, { others: ['P1 a proxy was idle'] }))).to.equal(false);
    expect(isClean(report([]))).to.equal(false);
  });
});

describe('the matrix', () => {
  it('has a line for each failpoint, and says what is covered', () => {
    const lines = matrixOf(report(clean)).split('\n');
    expect(lines[1]).to.match(/^payment\/bank\.charge +ok, 2\.5 s +ok, 2\.5 s$/);
    expect(lines[3]).to.match(
      /^covered: 1 of 1 failpoints before and after \(100%\), 2 of 2 kills reached; 7 other/,
    );
  });

  it('does not call covered what was reached on one side only', () => {
    const { kills } = attribute([kill('before', 'r-000'), kill('after', 'r-001', { diedAtMs: null })], []);
    const text = matrixOf(report(kills));
    expect(text).to.match(/payment\/bank\.charge +ok, 2\.5 s +NOT REACHED/);
    expect(text).to.contain('covered: 0 of 1 failpoints before and after (0%), 1 of 2 kills reached');
  });

  it('names what was broken', () => {
    const { kills } = attribute(both, verdict('captured twice', 'r-001-first-3'));
    expect(matrixOf(report(kills))).to.match(
      /BROKEN[\s\S]*payment\/bank\.charge:after I4 r-001-first-3 captured/,
    );
  });
});

describe('the page of evidence', () => {
  const facts = { commit: 'abc1234567', at: '2026-03-01T00:00:00.000Z', cores: 2, load: 3 };

  it('names the commit and the machine, and has the matrix', () => {
    const page = pageOf(report(clean), facts);
    expect(page).to.contain('Commit abc1234567, 2026-03-01T00:00:00.000Z, 2 cores');
    expect(page).to.contain('| payment/bank.charge | ok, 2.5 s | ok, 2.5 s |');
    expect(page).to.contain('covered: 1 of 1 failpoints before and after (100%)');
    expect(page).not.to.contain('What is wrong');
  });

  it('does not hide what was broken', () => {
    const { kills } = attribute(both, verdict('captured twice', 'r-001-first-3'));
    const page = pageOf(report(kills, { others: ['P1 a proxy was idle'] }), facts);
    expect(page).to.match(/## What is wrong[\s\S]*captured twice[\s\S]*P1 a proxy was idle/);
  });
});
