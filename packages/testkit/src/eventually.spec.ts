import { expect } from 'chai';
import { eventually } from './eventually.ts';

describe('eventually', () => {
  it('answers what the assertion returned once it holds', async () => {
    let tries = 0;
    const answer = await eventually(
      async () => {
        tries += 1;
        expect(tries).to.equal(3);
        return tries;
      },
      { everyMs: 1 },
    );
    expect(answer).to.equal(3);
  });

  it('throws the last failure with the time that was given', async () => {
    let tries = 0;
    const failing = eventually(
      () => {
        tries += 1;
        throw new Error(`failure ${tries}`);
      },
      { withinMs: 20, everyMs: 1 },
    );
    const error = await failing.then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error?.message).to.equal(`still failing after 20 ms: failure ${tries}`);
    expect(tries).to.be.greaterThan(1);
  });

  it('tries once even without any time', async () => {
    expect(await eventually(() => 'held', { withinMs: 0 })).to.equal('held');
  });
});
