import { expect } from 'chai';
import { Pace } from './pace.ts';

const LIMITS = { intervalMs: 20, worthwhile: 3 };

/** A loop whose every round takes one item, at this rate, for a second; answers the pace and the time. */
function busy(itemsPerSecond: number): { pace: Pace; nowMs: number } {
  const pace = new Pace(LIMITS);
  let nowMs = 0;
  for (; nowMs < 1_000; nowMs += 1_000 / itemsPerSecond) {
    pace.begin(nowMs);
    pace.count(1, nowMs);
  }
  return { pace, nowMs: nowMs - 1_000 / itemsPerSecond };
}

describe('Pace', () => {
  it('never waits before the first round', () => {
    expect(new Pace(LIMITS).waitMs(0)).to.equal(0);
  });

  it('does not wait when an interval would bring less than what is worth it', () => {
    const { pace, nowMs } = busy(100);
    expect(pace.waitMs(nowMs)).to.equal(0);
  });

  it('waits for the rest of the interval when much comes', () => {
    const { pace, nowMs } = busy(300);
    expect(pace.waitMs(nowMs)).to.equal(20);
    expect(pace.waitMs(nowMs + 15)).to.be.closeTo(5, 0.001);
    expect(pace.waitMs(nowMs + 25)).to.equal(0);
  });

  it('stops waiting when nothing comes any more', () => {
    const { pace, nowMs } = busy(300);
    pace.begin(nowMs + 2_000);
    expect(pace.waitMs(nowMs + 2_000)).to.equal(0);
  });

  it('is not misled by one item that comes right after another', () => {
    const pace = new Pace(LIMITS);
    for (const atMs of [0, 1]) {
      pace.begin(atMs);
      pace.count(1, atMs);
    }
    expect(pace.waitMs(1)).to.equal(0);
  });
});
