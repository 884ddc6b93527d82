import { expect } from 'chai';
import { faultKindsIn } from './options.ts';

describe('faultKindsIn', () => {
  it('reads a list', () => {
    expect(faultKindsIn('mongo-kill, poison')).to.deep.equal(['mongo-kill', 'poison']);
  });

  it('names every name that is no fault', () => {
    expect(() => faultKindsIn('mongo-kill,mongo-kil,')).to.throw('no such kinds of faults: mongo-kil, ');
  });
});
