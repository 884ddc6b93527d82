import { silentLogger } from '@wanderluxe/runtime';
import { expect } from 'chai';
import { MemoryBacklogs } from '../adapters/memory-backlogs.ts';
import { type Day, type Second, SimulatedDownstream } from '../testing/simulated-downstream.ts';
import { AdmissionControl } from './admission-control.ts';

const limits = { softLag: 4_000, hardLag: 8_000 };
const MIDDLE = (limits.softLag + limits.hardLag) / 2;
/** 1,000 charges of 2 s at a time. */
const DRAIN = 500;

/** The same numbers in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const play = (seconds: number, own: Partial<Day>): Promise<Second[]> =>
  new SimulatedDownstream({
    limits,
    offered: () => 2 * DRAIN,
    slots: () => 1_000,
    latencySeconds: 2,
    random: randomFrom(7),
    ...own,
  }).run(seconds);

const mean = (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
const admittedIn = (seconds: readonly Second[]) => mean(seconds.map(({ admitted }) => admitted));
const refusedIn = (seconds: readonly Second[]) => seconds.reduce((sum, { refused }) => sum + refused, 0);

/** From the 30th second on: the lag keeps within 5% of the middle, each second's admissions within 20% of the drain. */
function expectRest(history: readonly Second[]): void {
  const rest = history.slice(30);
  expect(admittedIn(rest)).to.be.closeTo(DRAIN, DRAIN / 20);
  for (const [second, { lag, admitted }] of rest.entries()) {
    expect(lag, `lag in second ${second + 30}`).to.be.closeTo(MIDDLE, MIDDLE / 20);
    expect(admitted, `admitted in second ${second + 30}`).to.be.closeTo(DRAIN, DRAIN / 5);
  }
}

describe('admission before a simulated payment service', function simulated() {
  this.timeout(60_000);

  it('refuses nothing at 500 bookings a second and a bank of 2 s', async () => {
    const history = await play(60, { offered: () => 500, slots: () => 2_000 });
    expect(refusedIn(history)).to.equal(0);
    expect(Math.max(...history.map(({ lag }) => lag))).to.be.lessThan(limits.softLag / 2);
  });

  it('refuses nothing when a bank of 0.1 s becomes one of 5 s that can still keep up', async () => {
    const history = await play(60, { offered: () => 300, slots: () => 2_000, latencySeconds: 5 });
    expect(refusedIn(history)).to.equal(0);
  });

  it('at twice the drain rate: admits the drain rate, the lag comes to rest in the middle, nothing swings', async () => {
    expectRest(await play(80, {}));
  });

  it('the same at ten times the drain rate', async () => {
    expectRest(await play(80, { offered: () => 10 * DRAIN }));
  });

  it('the same with three gateways that know nothing of each other', async () => {
    expectRest(await play(80, { gateways: 3 }));
  });

  it('never goes far beyond the hard limit, and comes back from there', async () => {
    const history = await play(80, { offered: (second) => (second < 5 ? 4 * DRAIN : 2 * DRAIN) });
    expect(Math.max(...history.map(({ lag }) => lag))).to.be.lessThan(limits.hardLag + 4 * DRAIN);
    expectRest(history.slice(10));
  });

  it('admits all again when less is offered than drains, smoothly and without a restart', async () => {
    const history = await play(80, { offered: (second) => (second < 40 ? 2 * DRAIN : DRAIN / 2) });
    expect(refusedIn(history.slice(55))).to.equal(0);
    expect(history.at(-1)?.lag).to.be.lessThan(limits.softLag / 4);
  });

  it('admits less and less while nothing drains, and comes back when it does', async () => {
    const offered = () => (DRAIN * 4) / 5;
    const history = await play(150, { offered, slots: (second) => (second > 20 && second < 60 ? 0 : 1_000) });
    const away = history.slice(50, 60);
    expect(admittedIn(away)).to.be.lessThan(DRAIN / 20);
    expect(Math.max(...history.map(({ lag }) => lag))).to.be.lessThan(MIDDLE);
    expect(refusedIn(history.slice(80))).to.equal(0);
  });
});

describe('admission', () => {
  const make = () => {
    const backlogs = new MemoryBacklogs();
    const clock = { nowMs: 0 };
    const control = new AdmissionControl({
      ...{ backlogs, limits, sampleEveryMs: 1_000, logger: silentLogger },
      nowMs: () => clock.nowMs,
      random: () => 0,
    });
    const sampled = async (written: number, done: number) => {
      clock.nowMs += 1_000;
      backlogs.backlogs.set('payment', { written, done });
      await control.sample();
    };
    return { backlogs, clock, control, sampled };
  };
  /** Six seconds at the hard limit: nothing is admitted any more. */
  const closed = async () => {
    const made = make();
    for (const second of [0, 1, 2, 3, 4, 5]) await made.sampled(limits.hardLag + second * 100, second * 100);
    expect(made.control.admit()).to.be.greaterThan(0);
    return made;
  };

  it('admits everything before the first sample', () => {
    const { control } = make();
    for (let request = 0; request < 100; request += 1) expect(control.admit()).to.equal(undefined);
  });

  it('refuses evenly: always as many between two admitted, or one more', async () => {
    const { control, sampled } = make();
    await sampled(0, 0);
    await sampled(limits.hardLag, 0);
    for (const second of [1, 2, 3]) await sampled(limits.softLag + second * 500, second * 500);
    const share = control.share();
    expect(share).to.be.within(0.1, 0.9);
    const admitted = Array.from({ length: 400 }, (_, at) =>
      control.admit() === undefined ? [at] : [],
    ).flat();
    const indices = admitted.filter((_, index) => index > 0);
    const gaps = new Set(indices.map((at, index) => at - (admitted[index] as number)));
    expect([Math.floor(1 / share), Math.ceil(1 / share)]).to.include.members([...gaps]);
    expect(admitted.length).to.be.closeTo(400 * share, 1);
  });

  it('refuses everything at the hard limit, and says when to come again', async () => {
    const { control } = await closed();
    // 4,000 too many, 100 done in a second: not before 30 s.
    expect(control.admit()).to.equal(30);
  });

  it('admits everything when the backlogs have not been read for 10 s, and refuses again when they are', async () => {
    const { backlogs, clock, control, sampled } = await closed();
    backlogs.isAway = true;
    await control.sample().catch(() => undefined);
    clock.nowMs += 10_000;
    expect(control.admit(), 'after 10 s').to.be.greaterThan(0);
    clock.nowMs += 1;
    expect(control.admit()).to.equal(undefined);
    expect(control.latest()).to.equal(undefined);
    backlogs.isAway = false;
    await sampled(limits.hardLag + 600, 600);
    expect(control.admit()).to.be.greaterThan(0);
  });

  it('takes a sample for as old as its question, however long the answer took', async () => {
    const { backlogs, clock, control } = make();
    const read = backlogs.read.bind(backlogs);
    backlogs.read = () => {
      clock.nowMs += 4_000;
      return read();
    };
    await control.sample();
    expect(control.latest()?.atMs).to.equal(0);
  });

  it('samples regularly once started, whatever fails, and no more once stopped', async () => {
    let reads = 0;
    const read = async () => {
      reads += 1;
      if (reads % 2 === 0) throw new Error('away');
      return {};
    };
    const control = new AdmissionControl({
      ...{ limits, sampleEveryMs: 1, logger: silentLogger, nowMs: () => reads, random: () => 0 },
      backlogs: { read, close: async () => undefined },
    });
    control.start();
    while (reads < 5) await new Promise(setImmediate);
    await control.stop();
    const stoppedAt = reads;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(reads).to.equal(stoppedAt);
  });
});
