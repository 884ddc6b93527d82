import { expect } from 'chai';
import { remembered } from './remembered.ts';

describe('a remembered answer', () => {
  let asked = 0;
  let nowMs = 0;
  const counting = () =>
    remembered(
      async () => {
        asked += 1;
        return asked;
      },
      1_000,
      () => nowMs,
    );
  beforeEach(() => {
    asked = 0;
    nowMs = 0;
  });

  it('is asked for once by all who come at the same time, and until it is old', async () => {
    const answer = counting();
    expect(await Promise.all([answer.get(), answer.get()])).to.deep.equal([1, 1]);
    nowMs = 999;
    expect(await answer.get()).to.equal(1);
    nowMs = 1_000;
    expect(await answer.get()).to.equal(2);
  });

  it('is asked for anew once it is forgotten', async () => {
    const answer = counting();
    await answer.get();
    answer.forget();
    expect(await answer.get()).to.equal(2);
  });

  it('is not kept when it was a failure', async () => {
    const answer = remembered(
      async () => {
        asked += 1;
        if (asked === 1) throw new Error('away');
        return asked;
      },
      1_000,
      () => nowMs,
    );
    expect(await answer.get().catch(String)).to.equal('Error: away');
    expect(await answer.get()).to.equal(2);
  });
});
