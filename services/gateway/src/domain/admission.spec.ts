import { expect } from 'chai';
import { type Admission, type AdmissionLimits, admissionAfter, retryAfterSeconds } from './admission.ts';

const limits: AdmissionLimits = { softLag: 1_000, hardLag: 3_000 };

/** A group that has drained 100 a second for long, of 200 offered, with all admitted until now. */
function after(
  lag: number,
  own: { share?: number; drained?: number; offered?: number; seconds?: number } = {},
): Admission {
  const { share = 1, drained = 100, offered = 200, seconds = 1 } = own;
  const flow = { lag, drainPerSecond: drained, offeredPerSecond: offered };
  const written = offered * seconds * share;
  const before: Admission = {
    ...{ share, atMs: 0, flows: { payment: flow } },
    backlogs: { payment: { written: 0, done: written - lag - drained * seconds } },
  };
  const backlogs = { payment: { written, done: written - lag } };
  return admissionAfter(before, { atMs: seconds * 1_000, backlogs, passedShare: share }, limits);
}

describe('the share to admit', () => {
  it('is all before there are two samples to compare', () => {
    const backlogs = { payment: { written: 9_000, done: 0 } };
    const first = admissionAfter(undefined, { atMs: 0, backlogs, passedShare: 1 }, limits);
    expect(first).to.deep.equal({ share: 1, atMs: 0, backlogs, flows: {} });
  });

  for (const [lag, wanted] of [
    [0, 1],
    [1_000, 1],
    [1_001, 0.9995],
    [1_500, 0.75],
    [2_000, 0.5],
    [2_500, 0.25],
    [3_000, 0],
    [9_999, 0],
  ] as const) {
    it(`is ${wanted} at a lag of ${lag} when half of what is offered drains`, () => {
      expect(after(lag, { share: wanted || 0.01 }).share).to.be.closeTo(wanted, 1e-9);
    });
  }

  it('is all in between when more drains than is offered', () => {
    expect(after(2_000, { offered: 90 }).share).to.equal(1);
  });

  it('is nothing in between when nothing drains', () => {
    expect(after(1_001, { drained: 0, share: 0.2 }).share).to.equal(0);
  });

  it('follows the group that is worst off', () => {
    const before = after(0);
    const backlogs = { payment: { written: 500, done: 500 }, inventory: { written: 500, done: -2_500 } };
    const earlier = {
      ...before,
      backlogs: { ...before.backlogs, inventory: { written: 300, done: -2_600 } },
    };
    const now = { atMs: before.atMs + 1_000, backlogs, passedShare: 1 };
    expect(admissionAfter(earlier, now, limits).share).to.equal(0);
  });

  it('rises by a tenth in a second, and falls by three', () => {
    expect(after(0, { share: 0.2 }).share).to.be.closeTo(0.3, 1e-9);
    expect(after(0, { share: 0.2, seconds: 2 }).share).to.be.closeTo(0.4, 1e-9);
    expect(after(2_500, { share: 1 }).share).to.be.closeTo(0.7, 1e-9);
  });

  it('takes offsets that were moved back for nothing done', () => {
    const before = after(500);
    const backlogs = { payment: { written: 200, done: -5_000 } };
    const { flows, share } = admissionAfter(before, { atMs: 2_000, backlogs, passedShare: 1 }, limits);
    expect(flows.payment?.drainPerSecond).to.be.within(0, 100);
    expect(share).to.equal(0);
  });

  it('does not conclude from next to nothing how much is offered', () => {
    expect(after(3_000, { share: 0.001 }).flows.payment?.offeredPerSecond).to.equal(200);
  });
});

describe('when to come again', () => {
  const wait = (lag: number, drainPerSecond: number, random: number) =>
    retryAfterSeconds({ flows: { payment: { lag, drainPerSecond, offeredPerSecond: 0 } } }, limits, random);

  it('is when the excess has drained, spread over as long again', () => {
    expect(wait(2_000, 100, 0)).to.equal(10);
    expect(wait(2_000, 100, 0.55)).to.equal(16);
    expect(wait(2_000, 100, 1)).to.equal(20);
  });

  it('is at least a second and at most a minute', () => {
    expect(wait(0, 100, 0)).to.equal(1);
    expect(wait(1_001, 100, 0)).to.equal(1);
    expect(wait(2_000, 0, 1)).to.equal(60);
    expect(wait(9_000, 1, 1)).to.equal(60);
  });
});
