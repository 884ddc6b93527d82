import { expect } from 'chai';
import type { OutcomeKind } from './outcomes.ts';
import { Tally } from './tally.ts';

const outcome = (kind: OutcomeKind, atMs: number | null, reason: string | null = null) => ({
  ...{ bookingId: '', kind, reason, atMs },
});

describe('Tally', () => {
  let tally: Tally;
  beforeEach(() => {
    tally = new Tally(10, (intendedMs) => intendedMs >= 100);
  });

  it('counts latency from the moment at which a request was to be sent, however late it was', () => {
    tally.sent(0, 100, 150);
    tally.answered(0, '202', 160);
    tally.heard(0, outcome('CONFIRMED', 400), false);
    expect(tally.measured.accept.summary().max).to.be.closeTo(60, 0.1);
    expect(tally.measured.endToEnd.summary().max).to.be.closeTo(300, 0.5);
    expect(tally.acceptToOutcome.summary().max).to.be.closeTo(240, 0.5);
    expect(tally.lateness.summary().max).to.be.closeTo(50, 0.1);
  });

  it('leaves the warm-up out of the latencies and in the counts', () => {
    tally.sent(0, 99, 99);
    tally.answered(0, '202', 120);
    tally.heard(0, outcome('CONFIRMED', 130), false);
    expect(tally.measured.accept.count + tally.measured.endToEnd.count + tally.others.count).to.equal(0);
    expect(tally.counts).to.deep.equal({ sent: 1, accepted: 1, refused: 0, completed: 1 });
  });

  it('keeps an accepted booking as backlog until its outcome', () => {
    tally.sent(3, 100, 100);
    expect(tally.unanswered).to.equal(1);
    tally.answered(3, '202', 110);
    expect([tally.backlog, tally.unanswered, tally.unsettled(5)]).to.deep.equal([1, 0, [3]]);
    tally.heard(3, outcome('FAILED', 120, 'SOLD_OUT'), false);
    expect([tally.backlog, tally.unsettled(5)]).to.deep.equal([0, []]);
    expect(Object.fromEntries(tally.reasons)).to.deep.equal({ SOLD_OUT: 1 });
  });

  it('takes an outcome that comes before its 202', () => {
    tally.sent(0, 100, 100);
    tally.heard(0, outcome('CONFIRMED', 120), false);
    expect(tally.counts.completed).to.equal(0);
    tally.answered(0, '202', 130);
    expect([tally.counts.completed, tally.backlog]).to.deep.equal([1, 0]);
  });

  it('counts a refusal by its code, and its outcome as nobody`s backlog', () => {
    tally.sent(0, 100, 100);
    tally.answered(0, '503 acceptance_unknown', 110);
    tally.heard(0, outcome('CONFIRMED', 120), false);
    expect(tally.counts).to.deep.equal({ sent: 1, accepted: 0, refused: 1, completed: 0 });
    expect(tally.backlog).to.equal(0);
  });

  it('hears an outcome that is told twice once', () => {
    tally.sent(0, 100, 100);
    tally.answered(0, '202', 110);
    for (const atMs of [120, 500]) tally.heard(0, outcome('CONFIRMED', atMs), false);
    expect([tally.outcomes.CONFIRMED, tally.counts.completed, tally.contradictory]).to.deep.equal([1, 1, 0]);
    expect(tally.measured.endToEnd.summary().max).to.be.closeTo(20, 0.1);
  });

  it('finds a booking that ended in two ways; cancelled after confirmed is one', () => {
    for (const booking of [0, 1]) {
      tally.sent(booking, 100, 100);
      tally.answered(booking, '202', 110);
      tally.heard(booking, outcome('CONFIRMED', 120), false);
    }
    tally.heard(0, outcome('CANCELLED', 130), false);
    expect(tally.contradictory).to.equal(0);
    tally.heard(1, outcome('FAILED', 130), false);
    expect(tally.contradictory).to.equal(1);
  });

  it('ignores bookings that this run did not send', () => {
    tally.heard(5, outcome('CONFIRMED', 120), false);
    tally.heard(99, outcome('CONFIRMED', 120), false);
    expect(tally.outcomes.CONFIRMED).to.equal(0);
  });

  it('has no latency of an outcome without a time', () => {
    tally.sent(0, 100, 100);
    tally.answered(0, '202', 110);
    tally.heard(0, outcome('CONFIRMED', null), false);
    expect([tally.counts.completed, tally.measured.endToEnd.count]).to.deep.equal([1, 0]);
  });

  it('tells the hot property`s latency from the others`', () => {
    for (const [booking, atHot] of [
      [0, true],
      [1, false],
    ] as const) {
      tally.sent(booking, 100, 100);
      tally.heard(booking, outcome('CONFIRMED', 200 + 100 * booking), atHot);
    }
    expect([tally.hot.summary().max, tally.others.summary().max].map(Math.round)).to.deep.equal([100, 200]);
  });
});
