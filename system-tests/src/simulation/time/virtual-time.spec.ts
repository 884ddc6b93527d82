import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import { randomOf } from '../../chaos/schedule/random.ts';
import { Process } from '../world/process.ts';
import { Heap } from './heap.ts';
import { within } from './sandbox.ts';
import { VirtualTime } from './virtual-time.ts';

const START_MS = 1_000_000;

/** Runs a story in virtual time until it is told. */
async function told<T>(story: (time: VirtualTime) => Promise<T>, seed = 1): Promise<T> {
  const time = new VirtualTime(START_MS);
  return within({ time, random: randomOf(seed) }, async () => {
    let isOver = false;
    const telling = story(time).finally(() => {
      isOver = true;
    });
    await Promise.race([time.drive(() => isOver, 10_000), telling]);
    return telling;
  });
}

describe('virtual time', () => {
  it('gives back entries by time, and of one time in the order of their arrival', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), (times) => {
        const heap = new Heap<{ atMs: number; seq: number }>();
        for (const [seq, atMs] of times.entries()) heap.push({ atMs, seq });
        const popped = times.map(() => heap.pop());
        const sorted = times
          .map((atMs, seq) => ({ atMs, seq }))
          .sort((a, b) => a.atMs - b.atMs || a.seq - b.seq);
        expect(popped).to.deep.equal(sorted);
        expect(heap.pop()).to.equal(undefined);
      }),
    );
  });

  it('passes at once, for everybody who asks', async () => {
    const realMs = performance.now();
    const passed = await told(async () => {
      const beganMs = Date.now();
      await sleep(3_600_000);
      return Date.now() - beganMs;
    });
    expect(passed).to.equal(3_600_000);
    expect(performance.now() - realMs).to.be.lessThan(3_600_000);
  });

  it('moves only when everything that is ready has run', async () => {
    const order: string[] = [];
    await told(async () => {
      setTimeout(() => order.push('timer'), 0);
      setImmediate(() => order.push('immediate'));
      for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
      order.push('microtasks');
      await sleep(1);
    });
    expect(order).to.deep.equal(['microtasks', 'timer', 'immediate']);
  });

  it('wakes who sleeps with a signal, and forgets what is cancelled', async () => {
    const events: string[] = [];
    await told(async () => {
      const stop = new AbortController();
      const asleep = sleep(1_000, undefined, { signal: stop.signal }).catch((error: Error) => error.name);
      clearTimeout(setTimeout(() => events.push('cancelled'), 5));
      const beats = setInterval(() => events.push('beat'), 10);
      await sleep(35);
      clearInterval(beats);
      stop.abort();
      events.push(`${await asleep}`);
      await sleep(2_000);
    });
    expect(events).to.deep.equal(['beat', 'beat', 'beat', 'AbortError']);
  });

  it('draws ids from the seed, and real ones afterwards', async () => {
    const ids = async () => [randomUUID(), `${Math.random()}`];
    const [first, again, other] = [await told(ids), await told(ids), await told(ids, 2)];
    expect(again).to.deep.equal(first);
    expect(other).not.to.deep.equal(first);
    expect(randomUUID()).not.to.equal(randomUUID());
  });

  it('leaves a dead process where it is, and lets a frozen one go on in order', async () => {
    const events: string[] = [];
    await told(async (time) => {
      const [dying, halting] = ['dying', 'halting'].map((name) => new Process(time, 'payment', name)) as [
        Process,
        Process,
      ];
      for (const ms of [10, 20, 30]) {
        dying.after(ms, () => events.push(`dying ${ms}`));
        halting.after(ms, () => events.push(`halting ${ms} at ${time.nowMs - START_MS}`));
      }
      await sleep(15);
      dying.kill();
      halting.freeze();
      await sleep(85);
      halting.thaw();
      await sleep(1);
    });
    expect(events).to.deep.equal(['dying 10', 'halting 10 at 10', 'halting 20 at 100', 'halting 30 at 100']);
  });

  it('tells a story that never ends', async () => {
    const endless = told(() => new Promise<void>(() => setInterval(() => {}, 1)));
    expect(await endless.catch((error: Error) => error.message)).to.contain('no end after 10000 steps');
  });
});
