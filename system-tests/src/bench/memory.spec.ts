import type { Moment } from '@wanderluxe/infra/load';
import { expect } from 'chai';
import { memoryChange } from './memory.ts';

const momentsOf = (sizes: readonly number[]): Moment[] =>
  sizes.map((size, index) => ({
    ...{ atMs: index * 1_000, sent: 0, accepted: 0, refused: 0, completed: 0, backlog: 0 },
    ...{ acceptP99Ms: null, endToEndP50Ms: null, endToEndP99Ms: null, cores: {}, watched: {} },
    rssBytes: { payment: size },
  }));

describe('memoryChange', () => {
  it('is flat for a heap that goes up and down', () => {
    expect(memoryChange(momentsOf([100, 140, 100, 140, 100, 140]), 'payment', 2_000)).to.equal(0);
  });

  it('is the growth of a heap that grows', () => {
    expect(memoryChange(momentsOf([100, 100, 110, 110, 120, 140]), 'payment', 2_000)).to.be.closeTo(
      0.3,
      1e-9,
    );
  });
});
