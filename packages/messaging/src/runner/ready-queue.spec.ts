import { expect } from 'chai';
import { ReadyQueue } from './ready-queue.ts';

describe('ReadyQueue', () => {
  it('hands out all that is there, up to the limit, in order', async () => {
    const queue = new ReadyQueue<number>();
    for (const item of [1, 2, 3]) queue.push(item);
    expect(await queue.takeUpTo(2)).to.deep.equal([1, 2]);
    expect(await queue.takeUpTo(2)).to.deep.equal([3]);
  });

  it('waits for the first item', async () => {
    const queue = new ReadyQueue<number>();
    const taking = queue.takeUpTo(10);
    queue.push(1);
    expect(await taking).to.deep.equal([1]);
  });

  it('drops what was not taken when it is closed, and takes no more', async () => {
    const queue = new ReadyQueue<number>();
    queue.push(1);
    queue.close();
    queue.push(2);
    expect(await queue.takeUpTo(10)).to.deep.equal([]);
  });

  it('frees whoever waits when it is closed', async () => {
    const queue = new ReadyQueue<number>();
    const taking = queue.takeUpTo(10);
    queue.close();
    expect(await taking).to.deep.equal([]);
  });
});
