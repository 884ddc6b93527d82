import { expect } from 'chai';
import { addedUp } from './counters.ts';

const part = (epoch: number, nights: Record<string, number>, holds: Record<string, string>) => ({
  ...{ epoch, capacity: 2, nights, holds },
});

describe('addedUp', () => {
  it('adds the buckets of a property', () => {
    const parts = [part(3, { 7: 1, 8: 2 }, { a: '7:2' }), part(3, { 8: 1 }, { b: '8:1' })];
    expect(addedUp(parts)).to.deep.equal({
      ...{ epoch: 3, capacity: 4, nights: { 7: 1, 8: 3 }, holds: { a: '7:2', b: '8:1' } },
    });
  });

  it('counts for nothing while a bucket is not loaded, or is loaded under another epoch', () => {
    expect(addedUp([part(3, {}, {}), null])).to.equal(null);
    expect(addedUp([part(3, {}, {}), part(2, {}, {})])).to.equal(null);
    expect(addedUp([null])).to.equal(null);
  });
});
