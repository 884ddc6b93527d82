import { createRequire } from 'node:module';
import { expect } from 'chai';
import { SendTargets } from './send-targets.ts';

const TOPIC = 'bookings';
const byKey = ({ message }: { topic: string; message: { key: string } }): number => Number(message.key);

describe('SendTargets', () => {
  const chosen = (...keys: string[]): SendTargets => {
    const targets = new SendTargets();
    const partitioner = targets.watching(byKey);
    for (const key of keys) partitioner({ topic: TOPIC, message: { key } });
    return targets;
  };
  const answer = (partition: number) => ({ topicName: TOPIC, partition });

  it('is content when every partition that was chosen was answered for', () => {
    expect(() => chosen('0', '1', '1').requireAll([answer(0), answer(1), answer(2)])).not.to.throw();
  });

  it('names the partitions that were not', () => {
    expect(() => chosen('0', '1', '2').requireAll([answer(1)])).to.throw('bookings/0, bookings/2');
  });

  it('asks nothing of a send for what the one before had chosen', () => {
    const targets = chosen('0');
    targets.begin();
    expect(() => targets.requireAll([])).not.to.throw();
  });

  /** kafkajs 2.2.4: what had to be sent to a broker that died is not sent to one that has answered already. */
  it('finds what the client passes over when a leader dies in the middle of a send', async () => {
    const sent: string[] = [];
    const targets = new SendTargets();
    const send = clientSend({
      partitioner: targets.watching(byKey),
      leaders: [1, 2],
      produce: (node, partitions) => {
        if (node === 2) return Promise.reject(closed());
        sent.push(...partitions.map((partition) => `${node}/${partition}`));
        return Promise.resolve();
      },
      afterFailure: () => [1, 1],
    });
    const answers = await send([{ key: '0' }, { key: '1' }]);
    expect(sent, 'the client says that both were acknowledged').to.deep.equal(['1/0']);
    expect(() => targets.requireAll(answers)).to.throw('bookings/1');
  });
});

const closed = () => Object.assign(new Error('Closed connection'), { name: 'KafkaJSConnectionClosedError' });

interface ClientFake {
  readonly partitioner: (args: { topic: string; message: { key: string } }) => number;
  /** The leader of each partition. */
  readonly leaders: readonly number[];
  readonly produce: (node: number, partitions: readonly number[]) => Promise<void>;
  readonly afterFailure: () => readonly number[];
}

/** The client's own code for one send, over brokers that are not there. */
function clientSend({ partitioner, leaders, produce, afterFailure }: ClientFake) {
  const createSend = createRequire(import.meta.url)('kafkajs/src/producer/sendMessages.js');
  let now = leaders;
  const brokers = new Map([1, 2].map((nodeId) => [nodeId, { nodeId, produce: answering(nodeId, produce) }]));
  const nothing = async () => {};
  const cluster = {
    ...{ addMultipleTargetTopics: nothing, refreshMetadataIfNecessary: nothing, removeBroker: () => {} },
    refreshMetadata: async () => {
      now = afterFailure();
    },
    isConnected: () => true,
    findTopicPartitionMetadata: () => now.map((leader, partitionId) => ({ partitionId, leader })),
    findLeaderForPartitions: (_topic: string, partitions: string[]) =>
      Object.groupBy(partitions.map(Number), (partition) => now[partition]!),
    findBroker: async ({ nodeId }: { nodeId: string }) => brokers.get(Number(nodeId)),
  };
  const eosManager = {
    ...{ acquireBrokerLock: nothing, releaseBrokerLock: nothing, isTransactional: () => false },
    ...{ getSequence: () => 0, updateSequence: () => {}, getProducerId: () => 1, getProducerEpoch: () => 0 },
  };
  const retrier = async (attempt: (bail: (error: Error) => void) => Promise<unknown>): Promise<unknown> => {
    for (;;) {
      try {
        return await attempt((error) => {
          throw error;
        });
      } catch (error) {
        if ((error as Error).name !== closed().name) throw error;
      }
    }
  };
  const logger = { debug: () => {}, error: () => {} };
  const send = createSend({ logger, cluster, partitioner, eosManager, retrier });
  return (messages: { key: string }[]): Promise<{ topicName: string; partition: number }[]> =>
    send({ acks: -1, topicMessages: [{ topic: TOPIC, messages }] });
}

const answering =
  (node: number, produce: ClientFake['produce']) =>
  async ({ topicData }: { topicData: { partitions: { partition: number }[] }[] }) => {
    const partitions = topicData.flatMap((one) => one.partitions.map(({ partition }) => partition));
    await produce(node, partitions);
    return { topics: [{ topicName: TOPIC, partitions: partitions.map((partition) => ({ partition })) }] };
  };
