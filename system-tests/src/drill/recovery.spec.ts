import { expect } from 'chai';
import { recoveredAtMs, usualOf } from './recovery.ts';
import type { Level } from './traffic.ts';

const RATE = 10;
/** A level each second; `taken` bookings are accepted in it. */
const levelsOf = (seconds: readonly (readonly [underWay: number, taken: number])[]): Level[] => {
  let accepted = 0;
  return seconds.map(([underWay, taken], index) => {
    accepted += taken;
    return { atMs: index * 1_000, underWay, accepted };
  });
};
const when = { faultAtMs: 2_000, fromMs: 4_000, rate: RATE };

describe('time to recovery', () => {
  it('ends when what piled up is worked off and stays so', () => {
    const levels = levelsOf([
      ...([4, 3, 4].map((open) => [open, 10]) as [number, number][]),
      ...([60, 90, 50, 14, 15, 13, 9, 4].map((open) => [open, 10]) as [number, number][]),
    ]);
    expect(usualOf(levels, 2_000, RATE)).to.equal(14);
    expect(recoveredAtMs(levels, when)).to.equal(8_000);
  });

  it('has not come while nothing is under way because nothing is taken', () => {
    const quiet = levelsOf(Array.from({ length: 12 }, (_, second) => [0, second < 3 ? 10 : 0]));
    expect(recoveredAtMs(quiet, when)).to.equal(null);
  });

  it('is not before the remedy, nor sooner than three seconds in a row', () => {
    const levels = levelsOf(Array.from({ length: 6 }, () => [0, 10]));
    expect(recoveredAtMs(levels, { ...when, fromMs: 4_000 })).to.equal(null);
    expect(recoveredAtMs(levels, { ...when, fromMs: 3_000 })).to.equal(3_000);
  });
});
