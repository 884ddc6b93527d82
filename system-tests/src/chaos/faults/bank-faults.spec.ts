import { expect } from 'chai';
import { mergedBehaviour } from './bank-faults.ts';

describe('mergedBehaviour', () => {
  it('is the usual behaviour without faults', () => {
    expect(mergedBehaviour([])).to.include({ declineShare: 0.06 });
  });

  it('takes the larger value of two faults of one kind', () => {
    const merged = mergedBehaviour([{ declineShare: 0.5 }, { declineShare: 0.2, lookupDelayMs: 5 }]);
    expect(merged).to.include({ declineShare: 0.5, lookupDelayMs: 5 });
  });

  it('cuts the fates of an attempt down to 1 in all', () => {
    const merged = mergedBehaviour([{ hangShare: 1 }, { errorShare: 1 }, { resetShare: 0.5 }]);
    expect(merged.hangShare! + merged.errorShare! + merged.resetShare!).to.be.at.most(1);
    expect(merged.hangShare).to.equal(0.4);
  });
});
