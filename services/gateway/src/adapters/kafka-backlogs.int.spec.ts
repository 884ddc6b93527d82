import { type KafkaAdmin, kafkaAdmin, kafkaPublisher, moveOffsets } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { eventually, freshId, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { type BacklogsFixture, describeBacklogsBehaviour } from './backlogs.behaviour.ts';
import { KafkaBacklogs } from './kafka-backlogs.ts';

const PARTITIONS = 3;

describe('with a real Kafka', () => {
  const options = () => ({ brokers: servers().kafkaBrokers, clientId: 'gateway-test', logger: silentLogger });
  const topic = freshId('topic');
  const groups: BacklogsFixture['groups'] = [freshId('group'), freshId('group')];
  const stages = groups.map((group) => ({ group, topic }));
  const perPartition = Array<number>(PARTITIONS).fill(0);
  let admin: KafkaAdmin;
  let isAway = false;
  let connections = 0;
  const backlogs = new KafkaBacklogs(async () => {
    connections += 1;
    if (isAway) throw new Error('switched off');
    return kafkaAdmin(options());
  }, stages);

  before(async () => {
    admin = await kafkaAdmin(options());
    await admin.createTopics([{ topic, partitions: PARTITIONS }]);
  });
  after(async () => {
    await backlogs.close();
    await admin.deleteTopics([topic]);
    await admin.close();
  });

  it('counts a group that never committed as having done nothing, without connecting twice', async () => {
    const nothing = { written: 0, done: 0 };
    // The brokers take a moment to agree on who leads a new topic.
    await eventually(async () =>
      expect(await backlogs.read()).to.deep.equal({ [groups[0]]: nothing, [groups[1]]: nothing }),
    );
    const before = connections;
    await backlogs.read();
    await backlogs.read();
    expect(connections).to.equal(before);
  });

  describeBacklogsBehaviour('through the admin client', async () => ({
    ...{ backlogs, groups },
    write: async (records) => {
      const publisher = await kafkaPublisher(options());
      const keys = Array.from({ length: records }, (_, index) => `key-${index}`);
      const value = Buffer.from('value');
      await publisher.publish(keys.map((key) => ({ topic, key, value, headers: {} })));
      await publisher.close();
      for (const { partition, end } of await admin.offsets(groups[0], topic)) perPartition[partition] = end;
    },
    finish: async (group, records) => {
      let left = records;
      const positions = perPartition.map((end, partition) => {
        const offset = Math.min(end, left);
        left -= offset;
        return { topic, partition, offset };
      });
      await moveOffsets(options(), group, positions);
    },
    setAway: async (now) => {
      isAway = now;
      if (now) await backlogs.close();
    },
  }));
});
