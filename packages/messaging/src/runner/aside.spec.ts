import { expect } from 'chai';
import { Aside } from './aside.ts';

describe('Aside', () => {
  it('holds what has the id of one that is open, in order, and nothing else', () => {
    const aside = new Aside<string>();
    aside.open('a');
    expect([aside.hold('a', 'a2'), aside.hold('b', 'b1'), aside.hold(undefined, 'x')]).to.deep.equal([
      true,
      false,
      false,
    ]);
    aside.hold('a', 'a3');
    expect(aside.close('a')).to.deep.equal(['a2', 'a3']);
    expect(aside.hold('a', 'a4')).to.equal(false);
  });

  it('lets nobody go before the last of those who opened it has closed it', () => {
    const aside = new Aside<string>();
    aside.open('a');
    aside.open('a');
    aside.hold('a', 'a2');
    expect(aside.close('a')).to.deep.equal([]);
    expect(aside.close('a')).to.deep.equal(['a2']);
    expect(aside.close('a')).to.deep.equal([]);
  });
});
