import { expect } from 'chai';
import { Batcher } from './batcher.ts';

const limits = { maxBatch: 3, maxCalls: 1 };

describe('a batcher', () => {
  /** Answers twice the number, and notes what was asked together. */
  const doubling = (own = limits) => {
    const calls: number[][] = [];
    const batcher = new Batcher<number, number>(async (numbers) => {
      calls.push([...numbers]);
      await new Promise(setImmediate);
      return numbers.map((number) => number * 2);
    }, own);
    return { calls, ask: (numbers: number[]) => Promise.all(numbers.map((number) => batcher.ask(number))) };
  };

  it('asks together what is asked in one turn, and gives each its own answer', async () => {
    const { calls, ask } = doubling();
    expect(await ask([1, 2, 3])).to.deep.equal([2, 4, 6]);
    expect(calls).to.deep.equal([[1, 2, 3]]);
  });

  it('keeps to the largest batch, and to the order', async () => {
    const { calls, ask } = doubling();
    expect(await ask([1, 2, 3, 4, 5, 6, 7])).to.deep.equal([2, 4, 6, 8, 10, 12, 14]);
    expect(calls).to.deep.equal([[1, 2, 3], [4, 5, 6], [7]]);
  });

  it('has no more calls out than allowed, and asks what waited together', async () => {
    let out = 0;
    let most = 0;
    const batcher = new Batcher<number, number>(
      async (numbers) => {
        out += 1;
        most = Math.max(most, out);
        await new Promise((resolve) => setTimeout(resolve, 10));
        out -= 1;
        return numbers;
      },
      { maxBatch: 1, maxCalls: 2 },
    );
    await Promise.all([1, 2, 3, 4, 5, 6].map((number) => batcher.ask(number)));
    expect(most).to.equal(2);
  });

  it('fails those that were asked together, and no others', async () => {
    let calls = 0;
    const batcher = new Batcher<number, number>(async (numbers) => {
      calls += 1;
      if (calls === 1) throw new Error('away');
      return numbers;
    }, limits);
    const answers = await Promise.allSettled([1, 2, 3, 4].map((number) => batcher.ask(number)));
    expect(answers.map(({ status }) => status)).to.deep.equal([
      'rejected',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
  });
});
