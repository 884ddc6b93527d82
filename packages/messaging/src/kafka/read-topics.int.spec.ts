import { setTimeout as sleep } from 'node:timers/promises';
import { silentLogger } from '@wanderluxe/runtime';
import { freshId, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { RecordPublisher } from '../ports.ts';
import { outgoing, texts } from '../testing/fixtures.ts';
import { kafkaAdmin, kafkaPublisher } from './kafkajs.ts';
import { readTopics } from './read-topics.ts';

const options = () => ({
  brokers: servers().kafkaBrokers,
  clientId: 'messaging-test',
  logger: silentLogger,
});

describe('reading topics', function () {
  this.timeout(60_000);
  const [many, single, empty] = [freshId('topic'), freshId('topic'), freshId('topic')];
  const topics = [many, single, empty];
  let publisher: RecordPublisher;
  /** Between the first records and the others. */
  let betweenMs: number;

  before(async () => {
    const admin = await kafkaAdmin(options());
    await admin.createTopics(topics.map((topic) => ({ topic, partitions: topic === many ? 6 : 1 })));
    await admin.close();
    publisher = await kafkaPublisher(options());
    const keys = ['a', 'b', 'c', 'd', 'e'];
    await publisher.publish(keys.map((key) => outgoing(key, `${key}1`, many)));
    await sleep(30);
    betweenMs = Date.now();
    await sleep(30);
    await publisher.publish([
      ...keys.map((key) => outgoing(key, `${key}2`, many)),
      outgoing('z', 'z2', single),
    ]);
  });
  after(async () => {
    await publisher.close();
    const admin = await kafkaAdmin(options());
    await admin.deleteTopics(topics);
    await admin.close();
  });

  it('gives all that they hold, by time, and nothing for those that hold nothing', async () => {
    const records = texts(await readTopics(options(), topics));
    expect(records).to.have.length(11);
    expect(records.slice(0, 5).every((text) => text.endsWith('1'))).to.equal(true);
    expect(await readTopics(options(), [empty])).to.deep.equal([]);
  });

  it('gives what was written from a time on, or before it', async () => {
    const later = texts(await readTopics(options(), topics, { fromMs: betweenMs }));
    expect(later.sort()).to.deep.equal(['a2', 'b2', 'c2', 'd2', 'e2', 'z2']);
    const earlier = texts(await readTopics(options(), topics, { toMs: betweenMs }));
    expect(earlier.sort()).to.deep.equal(['a1', 'b1', 'c1', 'd1', 'e1']);
    expect(await readTopics(options(), topics, { fromMs: Date.now() + 60_000 })).to.deep.equal([]);
  });

  it('leaves out the partitions that cannot have a key, where there are several', async () => {
    const all = await readTopics(options(), topics, { key: 'c' });
    expect(texts(all)).to.include.members(['c1', 'c2', 'z2']);
    expect(
      new Set(all.filter(({ topic }) => topic === many).map(({ partition }) => partition)).size,
    ).to.equal(1);
  });
});
