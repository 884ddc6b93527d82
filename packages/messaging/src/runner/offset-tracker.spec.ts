import { expect } from 'chai';
import fc from 'fast-check';
import { OffsetTracker } from './offset-tracker.ts';

/** Offsets with gaps, as compaction and control records leave them, and an order to finish them in. */
const offsetsAndOrder = fc
  .uniqueArray(fc.nat(10_000), { minLength: 1, maxLength: 60 })
  .map((offsets) => offsets.sort((a, b) => a - b))
  .chain((offsets) =>
    fc.record({
      offsets: fc.constant(offsets),
      order: fc.shuffledSubarray(offsets, { minLength: offsets.length }),
    }),
  );

const trackerOf = (offsets: readonly number[]): OffsetTracker => {
  const tracker = new OffsetTracker();
  for (const offset of offsets) expect(tracker.take(offset)).to.equal(true);
  return tracker;
};

/** What a restart may skip: everything before the first offset that is not finished. */
function expectedCommit(offsets: readonly number[], finished: ReadonlySet<number>): number | undefined {
  let commit: number | undefined;
  for (const offset of offsets) {
    if (!finished.has(offset)) break;
    commit = offset + 1;
  }
  return commit;
}

describe('OffsetTracker', () => {
  it('commits exactly the end of the finished prefix, in whatever order the work finishes', () => {
    fc.assert(
      fc.property(offsetsAndOrder, ({ offsets, order }) => {
        const tracker = trackerOf(offsets);
        const finished = new Set<number>();
        let committed: number | undefined;
        for (const offset of order) {
          tracker.finish(offset);
          finished.add(offset);
          committed = tracker.takeCommit() ?? committed;
          expect(committed).to.equal(expectedCommit(offsets, finished));
        }
        expect(committed).to.equal((offsets.at(-1) as number) + 1);
        expect(tracker.inFlight).to.equal(0);
      }),
    );
  });

  it('never freezes the partition when a rebalance delivers records again, finished or not', () => {
    fc.assert(
      fc.property(offsetsAndOrder, fc.nat(60), ({ offsets, order }, before) => {
        const tracker = trackerOf(offsets);
        for (const offset of order.slice(0, before)) tracker.finish(offset);
        tracker.takeCommit();
        for (const offset of offsets) expect(tracker.take(offset)).to.equal(false);
        for (const offset of order.slice(before)) tracker.finish(offset);
        expect(tracker.takeCommit()).to.equal((offsets.at(-1) as number) + 1);
      }),
    );
  });

  it('never moves back what another member committed meanwhile, and goes on from there', () => {
    fc.assert(
      fc.property(offsetsAndOrder, fc.nat(60), fc.nat(10_100), ({ offsets, order }, before, from) => {
        const tracker = trackerOf(offsets);
        for (const offset of order.slice(0, before)) tracker.finish(offset);
        tracker.restart();
        expect(tracker.takeCommit()).to.equal(undefined);
        tracker.delivered(from);
        for (const offset of offsets.filter((one) => one >= from)) tracker.take(offset);
        for (const offset of order.slice(before)) {
          tracker.finish(offset);
          expect(tracker.takeCommit() ?? from).to.be.at.least(from);
        }
        expect(tracker.inFlight).to.equal(0);
        expect(tracker.take(20_000)).to.equal(true);
        tracker.finish(20_000);
        expect(tracker.takeCommit()).to.equal(20_001);
      }),
    );
  });

  it('commits what was finished beyond a gap that another member has closed', () => {
    const tracker = trackerOf([5, 7]);
    tracker.finish(7);
    tracker.restart();
    tracker.delivered(6);
    expect(tracker.takeCommit()).to.equal(8);
  });

  it('commits nothing after a restart while nothing is delivered: there may be nothing left to commit', () => {
    const tracker = trackerOf([5, 6]);
    tracker.restart();
    tracker.finish(5);
    tracker.finish(6);
    expect(tracker.takeCommit()).to.equal(undefined);
    tracker.delivered(5);
    expect(tracker.takeCommit()).to.equal(7);
  });

  it('commits once for each change', () => {
    const tracker = trackerOf([5, 6]);
    tracker.finish(5);
    expect(tracker.takeCommit()).to.equal(6);
    expect(tracker.takeCommit()).to.equal(undefined);
    tracker.finish(6);
    expect(tracker.takeCommit()).to.equal(7);
  });

  it('commits again after a commit that failed', () => {
    const tracker = trackerOf([5]);
    tracker.finish(5);
    tracker.takeCommit();
    tracker.commitFailed();
    expect(tracker.takeCommit()).to.equal(6);
  });

  it('commits again what is delivered again, because the earlier commit was lost', () => {
    const tracker = trackerOf([5]);
    tracker.finish(5);
    tracker.takeCommit();
    expect(tracker.take(5)).to.equal(false);
    expect(tracker.takeCommit()).to.equal(6);
  });

  it('has nothing to commit while the first record is unfinished', () => {
    const tracker = trackerOf([5, 6, 7]);
    tracker.finish(7);
    tracker.finish(6);
    expect(tracker.takeCommit()).to.equal(undefined);
    tracker.commitFailed();
    expect(tracker.takeCommit()).to.equal(undefined);
    expect(tracker.inFlight).to.equal(3);
  });
});
