import { expect } from 'chai';
import type { ScheduleResult } from '../report.ts';
import { lineOf } from './ledger.ts';

const fault = {
  ...{ kind: 'poison', target: 'kafka', startMs: 1, durationMs: 2, amount: 3 },
  ...{ seen: 'truncated', failure: null },
};
const result: ScheduleResult = {
  ...{ seed: 7, brokers: 3, tookMs: 20_000, faults: [fault], bookings: { accepted: 2 }, restAfterMs: 500 },
  ...{ calls: { 'book 202': 2, 'read 200': 3 }, restTrail: ['a'], unexpectedEnds: [], evidence: null },
  verdicts: [
    { rule: 'I1', checked: 10, violations: [] },
    { rule: 'I4', checked: 5, violations: [] },
  ],
};
const run = { commit: 'abc', at: '2026-01-01T00:00:00.000Z', cores: 2, load: 3 };

describe('lineOf', () => {
  it('says what was run, under which faults, and that no promise was broken', () => {
    const line = lineOf(result, run);
    expect(line).to.include({ seed: 7, commit: 'abc', at: run.at, brokers: 3, verdict: 'clean' });
    expect(line.checkedBy).to.deep.equal({ I1: 10, I4: 5 });
    expect(line).to.include({ calls: 5, checked: 15, restAfterMs: 500, cores: 2, load: 3 });
    expect(line.faults).to.deep.equal(
      [{ ...fault, failure: undefined }].map(({ failure: _, ...rest }) => rest),
    );
    expect(line).not.to.have.property('broken');
  });

  it('says after what a seed that broke a promise was run again', () => {
    expect(lineOf(result, { ...run, rerunAfter: 'a fix' })).to.include({ rerunAfter: 'a fix' });
    expect(lineOf(result, run)).not.to.have.property('rerunAfter');
  });

  it('names each promise that was broken, with the first violation', () => {
    const file = new URL('ledger.ts', import.meta.url).pathname;
    const violations = [{ what: `oversold (${file})` }, { what: 'oversold again' }];
    const broken = { ...result, verdicts: [{ rule: 'I1', checked: 10, violations }, result.verdicts[1]!] };
    expect(lineOf(broken, run)).to.deep.include({
      verdict: 'I1',
      broken: { I1: 'oversold (system-tests/src/chaos/ledger/ledger.ts)' },
    });
  });
});
