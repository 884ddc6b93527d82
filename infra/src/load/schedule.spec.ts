import { expect } from 'chai';
import { arrivalMs, arrivalsBefore, arrivalsOf, endMs, measuredFromMs, type Schedule } from './schedule.ts';

const steady: Schedule = { ratePerSecond: 200, rampMs: 0, warmUpMs: 1_000, durationMs: 4_000 };
const ramped: Schedule = { ...steady, rampMs: 2_000 };

describe('schedule', () => {
  it('sends evenly at full rate', () => {
    expect([0, 1, 2, 200].map((number) => arrivalMs(steady, number))).to.deep.equal([0, 5, 10, 1_000]);
    expect(arrivalsOf(steady)).to.equal(1_000);
  });

  it('grows from nothing to the full rate while it ramps up', () => {
    expect(arrivalsBefore(ramped, 1_000)).to.equal(50);
    expect(arrivalsBefore(ramped, 2_000)).to.equal(200);
    expect(arrivalsBefore(ramped, 3_000)).to.equal(400);
  });

  it('places each arrival where as many arrivals lie before it', () => {
    for (const number of [0, 1, 50, 199, 200, 201, 800])
      expect(arrivalsBefore(ramped, arrivalMs(ramped, number))).to.be.closeTo(number, 1e-6);
  });

  it('measures after ramp and warm-up, to the last arrival', () => {
    expect([measuredFromMs(ramped), endMs(ramped)]).to.deep.equal([3_000, 7_000]);
    expect(arrivalMs(ramped, arrivalsOf(ramped) - 1)).to.be.below(endMs(ramped));
  });
});
