import { expect } from 'chai';
import type { TopicPartition } from '../ports.ts';
import { recordAt } from '../testing/fixtures.ts';
import { Intake, type Taken } from './intake.ts';

class FakeSource {
  readonly resumed: TopicPartition[] = [];
  commits: (TopicPartition & { offset: number })[][] = [];
  fails = false;

  resume(partitions: readonly TopicPartition[]): void {
    this.resumed.push(...partitions);
  }
  async commit(positions: readonly (TopicPartition & { offset: number })[]): Promise<void> {
    if (this.fails) throw new Error('rebalancing');
    this.commits.push([...positions]);
  }
}

function setup(capacity: number) {
  const source = new FakeSource();
  const taken: Taken[] = [];
  const intake = new Intake(source, capacity, (one) => taken.push(one));
  const offer = (from: number, count: number, partition = 0) =>
    intake.offer(Array.from({ length: count }, (_, index) => recordAt(from + index, { partition })));
  return { source, taken, intake, offer };
}

const partition = (number: number) => ({ topic: 'orders', partition: number });

describe('Intake', () => {
  const placesOf = (taken: readonly Taken[]) =>
    taken.map(({ record }) => `${record.partition}/${record.offset}`);

  it('hands over no more than its capacity over all partitions; what came beyond waits for room', () => {
    const { intake, taken, offer } = setup(3);
    expect(offer(0, 2, 0)).to.equal(2);
    expect(offer(0, 2, 1), 'the second leaves the last to be offered again').to.equal(2);
    expect(offer(5, 1, 2)).to.equal(1);
    expect(intake.inHand).to.equal(3);
    taken[0]?.finish();
    taken[1]?.finish();
    expect(placesOf(taken)).to.deep.equal(['0/0', '0/1', '1/0', '1/1', '2/5']);
    expect(intake.inHand).to.equal(3);
  });

  it('gives the room that there is to the partitions in turn, each in its order', () => {
    const { taken, offer } = setup(1);
    offer(0, 5, 0);
    offer(7, 3, 1);
    for (let index = 0; index < 5; index += 1) taken[index]?.finish();
    expect(placesOf(taken)).to.deep.equal(['0/0', '0/1', '1/7', '0/2', '1/8', '0/3']);
  });

  it('refuses more of a partition while something of it waits, and resumes it, once, when nothing does', () => {
    const { source, taken, offer } = setup(1);
    expect(offer(0, 4), 'one is left, which pauses the partition').to.equal(3);
    expect(offer(3, 2)).to.equal(0);
    taken[0]?.finish();
    expect(source.resumed).to.deep.equal([]);
    taken[1]?.finish();
    expect(source.resumed).to.deep.equal([partition(0)]);
    taken[2]?.finish();
    expect(source.resumed).to.have.length(1);
    expect(offer(3, 1)).to.equal(1);
    expect(placesOf(taken)).to.deep.equal(['0/0', '0/1', '0/2', '0/3']);
  });

  it('lets no more than 1,000 records of a partition wait', () => {
    const { offer } = setup(1);
    expect(offer(0, 5_000)).to.equal(1_001);
  });

  it('takes a record once, however often it is offered', () => {
    const { taken, offer } = setup(10);
    offer(0, 2);
    expect(offer(0, 3)).to.equal(3);
    expect(taken.map(({ record }) => record.offset)).to.deep.equal([0, 1, 2]);
  });

  it('counts a record finished once, however often it is said', async () => {
    const { source, taken, intake, offer } = setup(10);
    offer(0, 2);
    taken[0]?.finish();
    taken[0]?.finish();
    expect(intake.inHand).to.equal(1);
    await intake.commit();
    expect(source.commits).to.deep.equal([[{ ...partition(0), offset: 1 }]]);
  });

  it('commits the finished prefix of each partition, and nothing when nothing moved', async () => {
    const { source, taken, intake, offer } = setup(10);
    offer(7, 2, 0);
    offer(3, 1, 1);
    expect(await intake.commit()).to.equal(false);
    taken[1]?.finish();
    taken[2]?.finish();
    expect(await intake.commit()).to.equal(true);
    taken[0]?.finish();
    await intake.commit();
    expect(source.commits).to.deep.equal([
      [{ ...partition(1), offset: 4 }],
      [{ ...partition(0), offset: 9 }],
    ]);
  });

  it('commits later what a failed commit left', async () => {
    const { source, taken, intake, offer } = setup(10);
    offer(0, 1);
    taken[0]?.finish();
    source.fails = true;
    const failure = await intake.commit().catch((error: Error) => error);
    expect(failure).to.be.instanceOf(Error);
    source.fails = false;
    expect(await intake.commit()).to.equal(true);
  });

  it('moves nothing for a partition that was lost, and takes it anew when it comes back', async () => {
    const { source, taken, intake, offer } = setup(10);
    offer(0, 2);
    intake.assigned([partition(1)]);
    taken[0]?.finish();
    taken[1]?.finish();
    expect(await intake.commit()).to.equal(false);
    intake.assigned([partition(0), partition(1)]);
    expect(offer(0, 2)).to.equal(2);
    expect(taken).to.have.length(4);
    taken[2]?.finish();
    await intake.commit();
    expect(source.commits.at(-1)).to.deep.equal([{ ...partition(0), offset: 1 }]);
  });

  it('keeps the work of a partition that stays over a rebalance', async () => {
    const { source, taken, intake, offer } = setup(10);
    offer(0, 2);
    intake.assigned([partition(0)]);
    expect(offer(0, 3)).to.equal(3);
    expect(taken).to.have.length(3);
    for (const one of taken) one.finish();
    await intake.commit();
    expect(source.commits).to.deep.equal([[{ ...partition(0), offset: 3 }]]);
  });

  it('known bug: a member that was frozen moves the group back; here it leaves what others committed', async () => {
    const { source, taken, intake, offer } = setup(10);
    offer(0, 2);
    // Frozen past its session: another member handles and commits up to 6; then the partition comes back.
    intake.assigned([partition(0)]);
    for (const one of taken) one.finish();
    expect(await intake.commit()).to.equal(false);
    offer(6, 1);
    expect(await intake.commit()).to.equal(false);
    taken[2]?.finish();
    await intake.commit();
    expect(source.commits).to.deep.equal([[{ ...partition(0), offset: 7 }]]);
  });

  it('forgets what waits in a rebalance, as it is delivered again', () => {
    const { source, taken, intake, offer } = setup(1);
    offer(0, 4);
    intake.assigned([partition(0)]);
    taken[0]?.finish();
    expect(placesOf(taken), 'who else has it now may have handled it').to.deep.equal(['0/0']);
    expect(source.resumed, 'nothing is paused after a rebalance').to.deep.equal([]);
    expect(offer(0, 4), 'one in hand, one waiting, one left').to.equal(3);
    taken[1]?.finish();
    expect(placesOf(taken)).to.deep.equal(['0/0', '0/1', '0/2']);
    expect(source.resumed).to.deep.equal([partition(0)]);
  });

  it('takes nothing once closed, and lets what is in hand finish', async () => {
    const { source, taken, intake, offer } = setup(1);
    offer(0, 3);
    intake.close();
    expect(offer(2, 1)).to.equal(0);
    taken[0]?.finish();
    expect(intake.inHand).to.equal(0);
    expect(taken).to.have.length(1);
    expect(source.resumed).to.deep.equal([]);
    expect(await intake.commit()).to.equal(true);
  });
});
