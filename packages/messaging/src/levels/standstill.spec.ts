import { expect } from 'chai';
import { Standstill } from './standstill.ts';

const at = (partition: number, committed: number, lag: number) => ({
  topic: 'orders',
  partition,
  committed,
  lag,
});
const own = [0, 1].map((partition) => ({ topic: 'orders', partition }));

describe('Standstill', () => {
  let watch: Standstill;
  beforeEach(() => {
    watch = new Standstill();
  });
  const see = (nowMs: number, ...lags: ReturnType<typeof at>[]) =>
    watch.see({ lags, assigned: own, isWaiting: false, nowMs });

  it('is none while there is nothing to handle, however long', () => {
    see(0, at(0, 5, 0), at(1, 9, 0));
    see(1_000, at(0, 5, 0), at(1, 9, 0));
    expect([watch.wholeMs, watch.longestMs]).to.deep.equal([0, 0]);
  });

  it('lasts from the first look at which the position was what it is now', () => {
    see(0, at(0, 4, 9));
    see(1_000, at(0, 5, 9));
    see(3_000, at(0, 5, 12));
    expect([watch.wholeMs, watch.longestMs]).to.deep.equal([2_000, 2_000]);
  });

  it('is whole only when no partition with something to handle gets on', () => {
    see(0, at(0, 5, 9), at(1, 5, 9));
    see(1_000, at(0, 5, 9), at(1, 6, 8));
    expect([watch.wholeMs, watch.longestMs]).to.deep.equal([0, 1_000]);
    see(2_000, at(0, 5, 9), at(1, 9, 0));
    expect([watch.wholeMs, watch.longestMs]).to.deep.equal([2_000, 2_000]);
  });

  it('is over when the position moves, and when the partition has nothing more', () => {
    see(0, at(0, 5, 9));
    see(1_000, at(0, 6, 8));
    expect(watch.wholeMs).to.equal(0);
    see(2_000, at(0, 14, 0));
    see(3_000, at(0, 14, 1));
    expect(watch.wholeMs).to.equal(0);
  });

  it('does not count what is another member’s', () => {
    const look = (nowMs: number) =>
      watch.see({ lags: [at(7, 5, 9)], assigned: own, isWaiting: false, nowMs });
    look(0);
    look(9_000);
    expect(watch.longestMs).to.equal(0);
  });

  it('begins anew after it waited for a dependency', () => {
    see(0, at(0, 5, 9));
    watch.see({ lags: [at(0, 5, 9)], assigned: own, isWaiting: true, nowMs: 5_000 });
    expect(watch.wholeMs).to.equal(0);
    see(6_000, at(0, 5, 9));
    expect(watch.wholeMs).to.equal(1_000);
  });
});
