import { expect } from 'chai';
import { faultKindsIn, seedsIn } from './options.ts';

describe('faultKindsIn', () => {
  it('reads a list', () => {
    expect(faultKindsIn('mongo-kill, poison')).to.deep.equal(['mongo-kill', 'poison']);
  });

  it('names every name that is no fault', () => {
    expect(() => faultKindsIn('mongo-kill,mongo-kil,')).to.throw('no such kinds of faults: mongo-kil, ');
  });
});

describe('seedsIn', () => {
  it('reads numbers and ranges, each seed once', () => {
    expect(seedsIn('4, 6-9,7')).to.deep.equal([4, 6, 7, 8, 9]);
  });

  for (const part of ['', 'x', '-1', '9-6', '1-20000', '99999999999'])
    it(`names "${part}", which is no seed`, () => {
      expect(() => seedsIn(`1,${part}`)).to.throw(`--seeds has "${part}"`);
    });
});
