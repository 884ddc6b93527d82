import { expect } from 'chai';
import { brokenIn, type Decision, judge, type Wish } from './model.ts';

const wish = (bookingId: string, checkIn: number, checkOut: number, propertyId = 'p'): Wish => ({
  ...{ bookingId, propertyId, checkIn: `2030-01-0${checkIn}`, checkOut: `2030-01-0${checkOut}` },
});
const wishes = [wish('a', 1, 3), wish('b', 2, 4), wish('c', 3, 4), wish('d', 1, 2, 'q')];
const said = (reserved: Readonly<Record<string, boolean>>): Map<string, Decision> =>
  new Map(
    Object.entries(reserved).map(([bookingId, answer]) => [
      bookingId,
      { bookingId, reserved: answer, atMs: 1 },
    ]),
  );
const judged = (reserved: Readonly<Record<string, boolean>>) => judge(wishes, said(reserved), () => 1);

describe('judge', () => {
  it('is content when each property served its wishes in turn, all nights or none', () => {
    const judgement = judged({ a: true, b: false, c: true, d: true });
    expect(judgement).to.deep.equal({
      ...{ reserved: 3, refused: 1, undecided: 0, oversoldNights: 0, outOfTurn: 0 },
    });
    expect(brokenIn(judgement)).to.deep.equal([]);
  });

  it('finds nights that were sold more often than there are rooms', () => {
    const judgement = judged({ a: true, b: true, c: false, d: true });
    expect(judgement.oversoldNights).to.equal(1);
    expect(brokenIn(judgement)).to.have.length(2);
  });

  it('finds who was served before those that came first', () => {
    // b took the night that a was due, and c could not follow.
    const judgement = judged({ a: false, b: true, c: false, d: true });
    expect(judgement).to.include({ outOfTurn: 3, oversoldNights: 0 });
  });

  it('is not content when nothing was sold out', () => {
    const roomy = judge(wishes, said({ a: true, b: true, c: true, d: true }), () => 9);
    expect(roomy).to.include({ refused: 0, outOfTurn: 0, oversoldNights: 0 });
    expect(brokenIn(roomy)).to.deep.equal(['nobody was refused: the property was never sold out']);
  });

  it('finds who was never answered', () => {
    const judgement = judged({ a: true, b: false, c: true });
    expect(judgement).to.include({ undecided: 1, outOfTurn: 0 });
    expect(brokenIn(judgement)).to.deep.equal(['1 requests were never decided']);
  });
});
