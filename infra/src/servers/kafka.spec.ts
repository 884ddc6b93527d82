import { expect } from 'chai';
import { addressOf } from '../settings/addresses.ts';
import { resolveSettings } from '../settings/settings.ts';
import { kafka, newClusterId } from './kafka.ts';
import { apiVersionsRequest, faultIn } from './kafka-probe.ts';
import { serverProperties } from './kafka-properties.ts';

describe('serverProperties', () => {
  const settings = resolveSettings({ WANDERLUXE_PORT_BASE: '18000' });
  const text = serverProperties(settings, { node: 1, data: '/data' });

  it('listens on this machine only', () => {
    expect(text).to.contain('listeners=PLAINTEXT://127.0.0.1:18092,CONTROLLER://127.0.0.1:18093\n');
    expect(text).to.contain('advertised.listeners=PLAINTEXT://127.0.0.1:18092\n');
  });

  it('tells the clients of an extra listener another port than it listens on', () => {
    const extraListeners = [{ name: 'PAYMENT', port: 18001, advertisedPort: 9 }];
    const extra = serverProperties(settings, { node: 1, data: '/data', extraListeners });
    expect(extra).to.contain('CONTROLLER://127.0.0.1:18093,PAYMENT://127.0.0.1:18001\n');
    expect(extra).to.contain('advertised.listeners=PLAINTEXT://127.0.0.1:18092,PAYMENT://127.0.0.1:9\n');
    expect(extra).to.contain('CONTROLLER:PLAINTEXT,PAYMENT:PLAINTEXT\n');
  });

  it('never makes a topic by itself', () => {
    expect(text).to.contain('auto.create.topics.enable=false\n');
  });
});

describe('a cluster of three', () => {
  const env = { WANDERLUXE_PORT_BASE: '18000', WANDERLUXE_KAFKA_NODES: '3' };
  const settings = resolveSettings(env);
  const third = serverProperties(settings, { node: 3, data: '/data' });

  it('has three brokers, each with ports and a name of its own, which clients are told together', () => {
    const brokers = kafka(settings);
    expect(brokers.map(({ name }) => name)).to.deep.equal(['kafka', 'kafka-2', 'kafka-3']);
    expect(new Set(brokers.flatMap(({ ports }) => ports)).size).to.equal(6);
    const addresses = brokers.map(({ addresses: { address } }) => address).join(',');
    expect(addressOf(settings, 'kafka')).to.equal(addresses);
  });

  it('goes on without one broker, and acknowledges nothing that is on one alone', () => {
    expect(third).to.contain('node.id=3\n');
    expect(third).to.contain('voters=1@127.0.0.1:18093,2@127.0.0.1:18097,3@127.0.0.1:18099\n');
    for (const name of ['default', 'offsets.topic', 'transaction.state.log', 'share.coordinator.state.topic'])
      expect(third).to.contain(`${name}.replication.factor=3\n`);
    expect(third).to.contain('\nmin.insync.replicas=2\n');
  });

  it('keeps its number of brokers for good', () => {
    const known = { ports: settings.ports, kafkaNodes: settings.kafkaNodes };
    expect(resolveSettings({}, undefined, known).kafkaNodes).to.equal(3);
    expect(() => resolveSettings({ WANDERLUXE_KAFKA_NODES: '1' }, undefined, known)).to.throw('began with 3');
    expect(() => resolveSettings({ WANDERLUXE_KAFKA_NODES: '2' })).to.throw('must be 1 or 3');
  });
});

describe('newClusterId', () => {
  it('is what Kafka accepts: 22 characters that do not begin like an option', () => {
    for (let round = 0; round < 200; round += 1)
      expect(newClusterId()).to.match(/^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/);
  });
});

describe('the Kafka probe', () => {
  const answer = (correlation: number, error: number): Buffer => {
    const bytes = Buffer.alloc(10);
    bytes.writeInt32BE(correlation, 4);
    bytes.writeInt16BE(error, 8);
    return bytes;
  };

  it('sends its own length', () => {
    const request = apiVersionsRequest();
    expect(request.readInt32BE(0)).to.equal(request.length - 4);
  });

  it('tells a broker that serves from one that does not and from another kind of server', () => {
    const correlation = apiVersionsRequest().readInt32BE(8);
    expect(faultIn(answer(correlation, 0))).to.equal(null);
    expect(faultIn(answer(correlation, 35))).to.contain('error 35');
    expect(faultIn(answer(correlation + 1, 0))).to.contain('not a Kafka broker');
  });
});
