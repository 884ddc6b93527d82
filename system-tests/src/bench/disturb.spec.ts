import type { Moment } from '@wanderluxe/infra/load';
import { expect } from 'chai';
import { acceptsAgainAfterS, completedPerSecond, usualBacklog, workedOffAfterS } from './disturb.ts';

/** One moment a second. */
const momentsOf = (accepted: readonly number[], backlog: readonly number[]): Moment[] => {
  let total = 0;
  return accepted.map((more, index) => {
    total += more;
    const now = backlog[index] ?? 0;
    return {
      ...{ atMs: (index + 1) * 1_000, sent: total, accepted: total, refused: 0, completed: total - now },
      ...{ backlog: now, acceptP99Ms: null, endToEndP50Ms: null, endToEndP99Ms: null },
      ...{ cores: {}, rssBytes: {}, watched: {} },
    };
  });
};

describe('disturb', () => {
  const steady = [100, 100, 100, 100];

  it('accepts again from the first of three seconds in a row', () => {
    const moments = momentsOf([...steady, 0, 0, 100, 0, 96, 120, 100, 100], []);
    expect(acceptsAgainAfterS(moments, 4_000, 100)).to.equal(5);
    expect(acceptsAgainAfterS(moments.slice(0, 10), 4_000, 100)).to.equal(null);
  });

  it('takes the backlog before the disturbance as usual', () => {
    const moments = momentsOf(steady, [10, 30, 20, 900]);
    expect(usualBacklog(moments, 3_000)).to.equal(20);
    expect(usualBacklog([], 3_000)).to.equal(0);
  });

  it('has worked off what piled up when no more is under way than usual and one second`s arrivals', () => {
    const moments = momentsOf(
      Array.from({ length: 10 }, () => 100),
      [20, 20, 20, 500, 900, 300, 119, 110, 60, 20],
    );
    expect(workedOffAfterS(moments, { fromMs: 3_000, toMs: 5_000 }, 100)).to.equal(2);
    expect(workedOffAfterS(moments.slice(0, 6), { fromMs: 3_000, toMs: 5_000 }, 100)).to.equal(null);
    // The run was over when nothing was under way.
    expect(workedOffAfterS(moments.slice(0, 7), { fromMs: 3_000, toMs: 5_000 }, 100)).to.equal(2);
  });

  it('has not worked off what only piles up later', () => {
    const moments = momentsOf(
      Array.from({ length: 12 }, () => 100),
      [20, 20, 20, 20, 20, 20, 900, 500, 30, 20, 20, 20],
    );
    expect(workedOffAfterS(moments, { fromMs: 3_000, toMs: 7_000 }, 100)).to.equal(2);
  });

  it('counts outcomes between two times', () => {
    const moments = momentsOf([...steady, 100, 100], [0, 0, 50, 100, 150, 150]);
    expect(completedPerSecond(moments, { fromMs: 2_000, toMs: 5_000 })).to.equal(50);
    expect(completedPerSecond(moments, { fromMs: 9_000, toMs: 9_500 })).to.equal(0);
  });
});
