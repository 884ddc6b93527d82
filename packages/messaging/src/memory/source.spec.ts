import { expect } from 'chai';
import type { RecordSink } from '../ports.ts';
import { outgoing, rejection } from '../testing/fixtures.ts';
import { MemoryBroker } from './broker.ts';

/** What a member hears waits here until the test lets it. */
function heldBack() {
  const waiting: (() => void)[] = [];
  const defer = (run: () => void) => void waiting.push(run);
  const release = () => {
    for (let run = waiting.shift(); run; run = waiting.shift()) run();
  };
  return { defer, release };
}

const sink = (taken: number[]): RecordSink => ({
  offer: (records) => {
    taken.push(...records.map(({ offset }) => offset));
    return records.length;
  },
  assigned() {},
});

describe('a member of a group in memory', () => {
  const at = (offset: number) => [{ topic: 'orders', partition: 0, offset }];

  it('is refused what it commits before it has heard of a rebalance', async () => {
    const broker = new MemoryBroker();
    const { defer, release } = heldBack();
    const member = broker.source('stock', ['orders'], defer);
    await member.start(sink([]));
    release();
    await member.commit(at(1));
    broker.rebalance('stock');
    expect((await rejection(member.commit(at(2)))).message).to.contain('rebalancing');
    expect(broker.committed('stock', { topic: 'orders', partition: 0 })).to.equal(1);
    release();
    await member.commit(at(2));
  });

  it('is refused what it sent before it heard of a rebalance, also when that arrives later', async () => {
    const broker = new MemoryBroker();
    const { defer, release } = heldBack();
    const member = broker.source('stock', ['orders'], defer);
    await member.start(sink([]));
    release();
    const { generation } = member;
    broker.rebalance('stock');
    release();
    expect((await rejection(member.commit(at(2), generation))).message).to.contain('rebalancing');
    await member.commit(at(2));
  });

  it('goes on with its old partitions until it hears that they are another member’s', async () => {
    const broker = new MemoryBroker();
    const [slow, quick] = [heldBack(), heldBack()];
    const [old, young]: [number[], number[]] = [[], []];
    const first = broker.source('stock', ['orders'], slow.defer);
    await first.start(sink(old));
    slow.release();
    broker.leave(first);
    await broker.source('stock', ['orders'], quick.defer).start(sink(young));
    quick.release();
    broker.append([outgoing('key', 'one')]);
    quick.release();
    expect(young).to.deep.equal([0]);
    expect((await rejection(first.commit(at(1)))).message).to.contain('rebalancing');
  });
});
