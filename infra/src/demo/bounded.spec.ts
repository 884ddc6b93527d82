import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { createPacer, forEachBounded } from './bounded.ts';

const items = Array.from({ length: 20 }, (_, index) => index);

describe('forEachBounded', () => {
  it('starts in order and never has more under way than the limit', async () => {
    const started: number[] = [];
    let underWay = 0;
    let most = 0;
    await forEachBounded(items, { limit: 3 }, async (item) => {
      started.push(item);
      most = Math.max(most, ++underWay);
      await turn();
      underWay -= 1;
    });
    expect(started).to.deep.equal(items);
    expect(most).to.equal(3);
  });

  it('starts nothing more after a failure and throws it', async () => {
    const started: number[] = [];
    const failing = forEachBounded(items, { limit: 2 }, async (item) => {
      started.push(item);
      await turn();
      if (item === 1) throw new Error('no');
    });
    const error = await failing.catch((thrown: Error) => thrown);
    expect(error).to.be.an('error').with.property('message', 'no');
    expect(started.length).to.be.lessThan(5);
  });

  it('starts nothing more once aborted', async () => {
    const controller = new AbortController();
    const started: number[] = [];
    await forEachBounded(items, { limit: 1, signal: controller.signal }, async (item) => {
      started.push(item);
      if (item === 4) controller.abort();
    });
    expect(started).to.deep.equal([0, 1, 2, 3, 4]);
  });
});

const never = new AbortController().signal;

describe('createPacer', () => {
  it('spaces starts evenly', async () => {
    const pace = createPacer(200);
    const startedMs = performance.now();
    await Promise.all(items.map(() => pace(never)));
    // 19 gaps of 5 ms; timers may fire a fraction of a millisecond early.
    expect(performance.now() - startedMs).to.be.at.least(19 * 5 - 2);
  });

  it('waits no longer once there is nothing to wait for', async () => {
    const controller = new AbortController();
    const started: number[] = [];
    const options = { limit: 5, pace: createPacer(0.001), signal: controller.signal };
    const posting = forEachBounded(items, options, async (item) => void started.push(item));
    await turn();
    controller.abort();
    await posting;
    expect(started).to.deep.equal([0]);
  });

  it('does not wait without a rate', async () => {
    const pace = createPacer(undefined);
    await Promise.all(items.map(() => pace(never)));
  });
});
