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

  it('takes what becomes ready in the same turn as the first', async () => {
    const queue = new ReadyQueue<number>();
    const taking = queue.takeUpTo(10);
    queue.push(1);
    for (let step = 0; step < 50; step += 1) await Promise.resolve();
    queue.push(2);
    expect(await taking).to.deep.equal([1, 2]);
  });

  it('does not wait for more when a whole batch is there', async () => {
    const queue = new ReadyQueue<number>();
    for (let item = 0; item < 300; item += 1) queue.push(item);
    expect(await queue.takeUpTo(200)).to.have.length(200);
    const taking = queue.takeUpTo(100);
    let taken: number[] = [];
    void taking.then((items) => {
      taken = items;
    });
    for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
    expect(taken).to.have.length(100);
  });

  it('lets more gather while much comes', async () => {
    const queue = new ReadyQueue<number>();
    for (let item = 0; item < 200; item += 1) queue.push(item);
    expect(await queue.takeUpTo(200)).to.have.length(200);
    const taking = queue.takeUpTo(100);
    queue.push(1);
    for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
    queue.push(2);
    expect(await taking).to.deep.equal([1, 2]);
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
