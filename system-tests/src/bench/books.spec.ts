import { expect } from 'chai';
import { misfit } from './books.ts';

const report = (answers: Readonly<Record<string, number>>, confirmed: number, unanswered = 0) => ({
  ...{ answers, unanswered, outcomes: { CONFIRMED: confirmed } },
});

describe('misfit', () => {
  it('wants one kept charge for each confirmed booking when every answer was certain', () => {
    const certain = report({ '202': 10, '503 overloaded': 5 }, 10);
    expect(misfit(10, certain)).to.deep.equal([]);
    expect(misfit(11, certain)).to.have.length(1);
    expect(misfit(9, certain)).to.have.length(1);
  });

  it('allows a charge for each request in doubt, and not one more', () => {
    const doubtful = report({ '202': 10, '503 acceptance_unknown': 2, 'none ECONNRESET': 1 }, 10, 1);
    expect(misfit(14, doubtful)).to.deep.equal([]);
    expect(misfit(15, doubtful)).to.have.length(1);
    expect(misfit(9, doubtful)).to.have.length(1);
  });
});
