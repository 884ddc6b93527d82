import { expect } from 'chai';
import { endedBefore, horizonOf } from './horizon.ts';

const DAY_MS = 86_400_000;

describe('the horizon', () => {
  it('moves with the clock, and counts further back than it takes', () => {
    let nowMs = 1_000 * DAY_MS - 1;
    const horizon = horizonOf(30, () => nowMs);
    expect([horizon.takesFrom(), horizon.countsFrom()]).to.deep.equal([969, 967]);
    nowMs += 1;
    expect([horizon.takesFrom(), horizon.countsFrom()]).to.deep.equal([970, 968]);
  });

  it('what an instance takes whose clock is a day behind, one whose clock is right still counts', () => {
    const behind = horizonOf(30, () => 999 * DAY_MS);
    const right = horizonOf(30, () => 1_000 * DAY_MS);
    expect(endedBefore(right.countsFrom(), { firstDay: behind.takesFrom(), nights: 1 })).to.equal(false);
  });

  it('a stay ended before the day after its last night', () => {
    const stay = { firstDay: 10, nights: 2 };
    expect([11, 12, 13].map((day) => endedBefore(day, stay))).to.deep.equal([false, true, true]);
  });
});
