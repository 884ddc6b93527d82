import { expect } from 'chai';
import { Arrivals, type Mix } from './mix.ts';

const TOTAL = 20_000;
const even: Mix = {
  propertyIds: ['a', 'b', 'c', 'd', 'e'],
  hotShare: undefined,
  duplicateShare: 0,
  cancellationShare: 0,
  seed: 7,
};

function draw(mix: Mix) {
  const arrivals = new Arrivals(mix, TOTAL);
  const drawn = Array.from({ length: TOTAL }, () => arrivals.next());
  const shareAt = (property: number): number =>
    drawn.filter(({ booking }) => arrivals.propertyOf(booking) === property).length / TOTAL;
  return { arrivals, drawn, shareAt };
}

describe('Arrivals', () => {
  it('spreads bookings evenly without a hot property', () => {
    const { arrivals, drawn, shareAt } = draw(even);
    expect([0, 1, 2, 3, 4].map(shareAt)).to.deep.equal([0.2, 0.2, 0.2, 0.2, 0.2]);
    expect(drawn.some(({ booking }) => arrivals.isAtHot(booking))).to.equal(false);
  });

  it('sends the hot share to the first property and the rest evenly to the others', () => {
    const { arrivals, shareAt } = draw({ ...even, hotShare: 0.9 });
    expect(shareAt(0)).to.be.closeTo(0.9, 0.01);
    expect(shareAt(1)).to.be.closeTo(0.025, 0.002);
    expect(arrivals.isAtHot(0)).to.equal(arrivals.propertyOf(0) === 0);
  });

  it('repeats the duplicate share: a recent booking, at the property that it had', () => {
    const { drawn } = draw({ ...even, duplicateShare: 0.1 });
    const repeated = drawn.flatMap(({ booking }, number) => (booking < number ? [{ booking, number }] : []));
    expect(repeated.length / TOTAL).to.be.closeTo(0.1, 0.01);
    for (const { booking } of repeated) expect(drawn[booking]!.booking, 'an original').to.equal(booking);
  });

  it('cancels its share of the originals and no repetition', () => {
    const { drawn } = draw({ ...even, duplicateShare: 0.5, cancellationShare: 0.2 });
    const originals = drawn.filter(({ booking }, number) => booking === number);
    expect(originals.filter(({ cancel }) => cancel).length / originals.length).to.be.closeTo(0.2, 0.02);
    expect(drawn.filter(({ booking, cancel }, number) => cancel && booking < number)).to.deep.equal([]);
  });

  it('draws the same from the same seed, and something else from another', () => {
    const mix = { ...even, hotShare: 0.5, duplicateShare: 0.1 };
    expect(draw(mix).drawn).to.deep.equal(draw(mix).drawn);
    expect(draw({ ...mix, seed: 8 }).drawn).not.to.deep.equal(draw(mix).drawn);
  });
});
