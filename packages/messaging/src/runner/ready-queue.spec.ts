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

describe('ReadyQueue, of items that may wait for others', () => {
  interface Step {
    readonly group: string;
    readonly name: string;
    readonly waits?: true;
  }
  const first = (group: string): Step => ({ group, name: 'first', waits: true });
  const last = (group: string): Step => ({ group, name: 'last' });
  const named = (steps: readonly Step[]) => steps.map(({ group, name }) => `${group} ${name}`);
  const patience = {
    mayWait: ({ waits }: Step) => waits ?? false,
    groupOf: ({ group }: Step) => (group === '' ? undefined : group),
  };
  const turns = async () => {
    for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
  };

  /** One through which much has come. */
  async function busyQueue(maxHeld?: number): Promise<ReadyQueue<Step>> {
    const queue = new ReadyQueue<Step>(patience, maxHeld);
    for (let item = 0; item < 500; item += 1) queue.push(last(`${item}`));
    expect(await queue.takeUpTo(500)).to.have.length(500);
    return queue;
  }

  it('holds them until the next of their group goes, and in front of it', async () => {
    const queue = await busyQueue();
    for (const step of [first('a'), first('b'), last('c'), last('a')]) queue.push(step);
    expect(named(await queue.takeUpTo(10))).to.deep.equal(['c last', 'a first', 'a last']);
  });

  it('takes along what is held only after the one that it may wait for was pushed', async () => {
    const queue = await busyQueue();
    for (const step of [last('a'), first('a')]) queue.push(step);
    expect(named(await queue.takeUpTo(10))).to.deep.equal(['a last', 'a first']);
  });

  it('leaves for the next batch what goes beyond the limit', async () => {
    const queue = await busyQueue();
    for (const step of [last('a'), last('b'), first('a')]) queue.push(step);
    expect(named(await queue.takeUpTo(2))).to.deep.equal(['a last', 'b last']);
    expect(named(await queue.takeUpTo(2))).to.deep.equal(['a first']);
  });

  it('lets them go by themselves after four seconds', async () => {
    const queue = await busyQueue();
    const startedMs = performance.now();
    queue.push(first('a'));
    expect(named(await queue.takeUpTo(10))).to.deep.equal(['a first']);
    expect(performance.now() - startedMs).to.be.within(3_950, 6_000);
  });

  it('holds no more than it is allowed to: the rest goes on at once', async () => {
    const queue = await busyQueue(2);
    for (const id of ['a', 'b', 'c']) queue.push(first(id));
    expect(named(await queue.takeUpTo(10))).to.deep.equal(['c first']);
    queue.push(last('a'));
    expect(named(await queue.takeUpTo(10))).to.deep.equal(['a first', 'a last']);
    for (const id of ['d', 'e']) queue.push(first(id));
    expect(named(await queue.takeUpTo(10))).to.deep.equal(['e first']);
  });

  it('holds nothing while little comes, and nothing that belongs to no group', async () => {
    const idle = new ReadyQueue<Step>(patience);
    idle.push(first('a'));
    expect(named(await idle.takeUpTo(10))).to.deep.equal(['a first']);
    const busy = await busyQueue();
    busy.push(first(''));
    expect(named(await busy.takeUpTo(10))).to.deep.equal([' first']);
  });

  it('holds nothing any more when it is told to hurry', async () => {
    const queue = await busyQueue();
    const taking = queue.takeUpTo(10);
    queue.push(first('a'));
    await turns();
    queue.hurry();
    queue.push(first('b'));
    expect(named(await taking)).to.deep.equal(['a first', 'b first']);
  });

  it('drops what it holds when it is closed', async () => {
    const queue = await busyQueue();
    queue.push(first('a'));
    queue.close();
    expect(await queue.takeUpTo(10)).to.deep.equal([]);
  });
});
