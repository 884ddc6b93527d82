import { setTimeout as sleep } from 'node:timers/promises';
import { silentLogger } from '@wanderluxe/runtime';
import { eventually, freshId, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { describeBrokerBehaviour } from '../behaviour/broker.behaviour.ts';
import { outgoing, rejection } from '../testing/fixtures.ts';
import type { KafkaAdmin } from './cluster.ts';
import { kafkaAdmin, kafkaPublisher, kafkaSource } from './kafkajs.ts';
import { moveOffsets } from './move-offsets.ts';
import { createTopics, requireTopics } from './topics.ts';

const options = () => ({
  brokers: servers().kafkaBrokers,
  clientId: 'messaging-test',
  logger: silentLogger,
});

describe('kafkajs', () => {
  let admin: KafkaAdmin;
  const topics: string[] = [];
  const createTopic = async (partitions: number, maxMessageBytes?: number): Promise<string> => {
    const topic = freshId('topic');
    await admin.createTopics([{ topic, partitions, ...(maxMessageBytes ? { maxMessageBytes } : {}) }]);
    topics.push(topic);
    return topic;
  };
  before(async () => {
    admin = await kafkaAdmin(options());
  });
  after(async () => {
    await admin.deleteTopics(topics);
    await admin.close();
  });

  describeBrokerBehaviour('kafkajs', async () => ({
    createTopic,
    publisher: () => kafkaPublisher(options()),
    source: (groupId, topic) =>
      kafkaSource({
        ...options(),
        groupId,
        topics: [topic],
        onFatal: (error) => {
          throw error;
        },
      }),
  }));

  it('creates only the topics that are missing', async () => {
    const [one, two] = [await createTopic(1), freshId('topic')];
    topics.push(two);
    const plans = [one, two].map((topic) => ({ topic, partitions: 2 }));
    expect(await createTopics(options(), plans)).to.deep.equal([two]);
    expect(await createTopics(options(), plans)).to.deep.equal([]);
    expect(await admin.offsets('nobody', two)).to.deep.equal([
      { partition: 0, end: 0, committed: 0 },
      { partition: 1, end: 0, committed: 0 },
    ]);
  });

  it('tells who leads each partition', async () => {
    const leaders = await admin.leaders(await createTopic(3));
    expect(leaders).to.have.length(3);
    for (const leader of leaders) expect(leader).to.be.greaterThan(0);
  });

  it('tells the topics that a group has, and none once it has no members', async () => {
    const topic = await createTopic(2);
    const groupId = freshId('group');
    const onFatal = (error: Error) => {
      throw error;
    };
    const source = kafkaSource({ ...options(), groupId, topics: [topic], onFatal });
    await source.start({ offer: (records) => records.length, assigned: () => {} });
    await eventually(() => expect(source.isJoined()).to.equal(true));
    expect(await admin.topicsOf(groupId)).to.deep.equal([topic]);
    await source.stop();
    expect(await admin.topicsOf(groupId)).to.deep.equal([]);
  });

  it('moves the offsets of a group that has no members, and of no other', async () => {
    const topics = [await createTopic(2), await createTopic(1)];
    const groupId = freshId('group');
    const positions = topics.map((topic) => ({ topic, partition: 0, offset: 0 }));
    const publisher = await kafkaPublisher(options());
    await publisher.publish(topics.map((topic) => outgoing('key', 'value', topic)));
    await publisher.close();
    for (const offset of [1, 0]) {
      await moveOffsets(
        options(),
        groupId,
        positions.map((position) => ({ ...position, offset })),
      );
      const [, only] = topics as [string, string];
      expect(await admin.offsets(groupId, only)).to.deep.equal([{ partition: 0, end: 1, committed: offset }]);
      expect(await admin.bounds(only)).to.deep.equal([{ partition: 0, start: 0, end: 1 }]);
      const committed = await admin.committed(groupId);
      expect([...committed.keys()]).to.have.members(topics);
      expect([...(committed.get(only) ?? [])]).to.deep.equal([[0, offset]]);
    }
    const onFatal = (error: Error) => {
      throw error;
    };
    const source = kafkaSource({ ...options(), groupId, topics, onFatal });
    await source.start({ offer: (records) => records.length, assigned: () => {} });
    await eventually(() => expect(source.isJoined()).to.equal(true));
    const error = await rejection(moveOffsets(options(), groupId, positions));
    await source.stop();
    expect(error.message).to.contain('has members');
  });

  it('names the topics that do not exist, with the remedy', async () => {
    const missing = freshId('missing');
    const error = await rejection(requireTopics(options(), [await createTopic(1), missing]));
    expect(error.message).to.equal(
      `no such topics: ${missing}. Create them first: ./wanderluxe schemas push`,
    );
  });

  it('publishes a row of more bytes than one record batch may have, all to one partition', async () => {
    const topic = await createTopic(1);
    const publisher = await kafkaPublisher(options());
    await publisher.publish(Array.from({ length: 20 }, () => outgoing('key', 'x'.repeat(100_000), topic)));
    await publisher.close();
    const [partition] = await admin.offsets('nobody', topic);
    expect(partition?.end).to.equal(20);
  });

  it('loses no acknowledged record after a send of which the broker took only a part', async () => {
    const [fine, small] = [await createTopic(1), await createTopic(1, 10_000)];
    const publisher = await kafkaPublisher(options());
    const tooLarge = outgoing('key', 'x'.repeat(100_000), small);
    await rejection(publisher.publish([outgoing('key', 'taken', fine), tooLarge]));
    await publisher.publish([outgoing('key', 'next', fine)]);
    await publisher.publish([outgoing('key', 'last', fine)]);
    await publisher.close();
    const [partition] = await admin.offsets('nobody', fine);
    expect(partition?.end).to.equal(3);
  });

  it('known bug: an idle connection of kafkajs sets a timer every millisecond; the patched one sleeps', async () => {
    const publisher = await kafkaPublisher(options());
    const { setTimeout } = globalThis;
    let timers = 0;
    globalThis.setTimeout = ((...args: Parameters<typeof setTimeout>) => {
      timers += 1;
      return setTimeout(...args);
    }) as typeof setTimeout;
    try {
      await sleep(500);
    } finally {
      globalThis.setTimeout = setTimeout;
      await publisher.close();
    }
    expect(timers).to.be.lessThan(20);
  });

  for (const afterMs of [0, 100, 300])
    it(`leaves no member behind when it is stopped ${afterMs} ms after its start, while it may be joining`, async () => {
      const [topic, groupId] = [await createTopic(2), freshId('group')];
      const member = () => kafkaSource({ ...options(), groupId, topics: [topic], onFatal: () => {} });
      const [first, second] = [member(), member()];
      let partitions = 0;
      const sink = { offer: () => 0, assigned: (now: readonly unknown[]) => (partitions = now.length) };
      await first.start(sink);
      await eventually(() => expect(partitions).to.equal(2));
      const starting = second.start({ ...sink, assigned: () => {} }).catch(() => {});
      await sleep(afterMs);
      await second.stop();
      await starting;
      await sleep(2_000);
      await eventually(() => expect(partitions).to.equal(2));
      await first.stop();
    });

  it('refuses to publish once closed', async () => {
    const topic = await createTopic(1);
    const publisher = await kafkaPublisher(options());
    await publisher.close();
    await rejection(publisher.publish([outgoing('key', 'too late', topic)]));
  });

  it('rejects a record larger than its topic takes, and goes on with the next', async () => {
    const [small, large] = [await createTopic(1), await createTopic(1, 4_000_000)];
    const publisher = await kafkaPublisher(options());
    await rejection(publisher.publish([outgoing('key', 'x'.repeat(1_500_000), small)]));
    await publisher.publish([outgoing('key', 'x'.repeat(1_500_000), large)]);
    await publisher.publish([outgoing('key', 'fits', small)]);
    await publisher.close();
    expect((await admin.offsets('nobody', small))[0]?.end).to.equal(1);
  });
});
