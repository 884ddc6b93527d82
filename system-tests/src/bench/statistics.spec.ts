import { expect } from 'chai';
import { mean, median, percentile } from './statistics.ts';

describe('statistics', () => {
  it('shares a sum out', () => {
    expect(mean([1, 2, 6])).to.equal(3);
    expect(mean([])).to.be.NaN;
  });

  it('finds the middle, and halfway between the two in the middle', () => {
    expect(median([9, 1, 5])).to.equal(5);
    expect(median([9, 1, 5, 6])).to.equal(5.5);
    expect(median([])).to.be.NaN;
  });

  it('finds the value that so many percent do not exceed', () => {
    const numbers = Array.from({ length: 200 }, (_, index) => 200 - index);
    expect([50, 99, 100].map((percent) => percentile(numbers, percent))).to.deep.equal([100, 198, 200]);
    expect([percentile([7], 1), percentile([3, 1, 2], 50)]).to.deep.equal([7, 2]);
    expect(percentile([], 99)).to.be.NaN;
  });
});
