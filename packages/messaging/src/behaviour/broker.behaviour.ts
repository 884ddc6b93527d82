import { eventually, freshId } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { IncomingRecord, RecordPublisher, RecordSink, RecordSource, TopicPartition } from '../ports.ts';

export interface Broker {
  /** A topic of its own for each test. */
  createTopic(partitions: number): Promise<string>;
  publisher(): Promise<RecordPublisher>;
  source(group: string, topic: string): RecordSource;
}

/** Takes all, or as many as it is told to have room for. */
class Collector implements RecordSink {
  readonly records: IncomingRecord[] = [];
  partitions: TopicPartition[] = [];
  assignments = 0;
  room = Number.POSITIVE_INFINITY;

  offer(records: readonly IncomingRecord[]): number {
    const taken = records.slice(0, Math.max(0, this.room));
    this.room -= taken.length;
    this.records.push(...taken);
    return taken.length;
  }
  assigned(partitions: readonly TopicPartition[]): void {
    this.partitions = [...partitions];
    this.assignments += 1;
  }
  texts(): string[] {
    return this.records.map(({ value }) => String(value));
  }
}

const PATIENT = { withinMs: 20_000 };
const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => String(from + index));

/** RecordPublisher and RecordSource are one port: what one takes, the other delivers. */
export function describeBrokerBehaviour(name: string, makeIt: () => Promise<Broker>): void {
  describe(`broker behaviour: ${name}`, () => {
    let broker: Broker;
    let publisher: RecordPublisher;
    let group: string;
    const sources: RecordSource[] = [];

    before(async () => {
      broker = await makeIt();
      publisher = await broker.publisher();
    });
    beforeEach(() => {
      group = freshId('group');
    });
    afterEach(async () => {
      await Promise.all(sources.splice(0).map((source) => source.stop()));
    });
    after(() => publisher.close());

    const join = async (topic: string, collector = new Collector()) => {
      const source = broker.source(group, topic);
      sources.push(source);
      await source.start(collector);
      await eventually(() => expect(source.isJoined()).to.equal(true), PATIENT);
      return { source, collector };
    };
    const publish = (topic: string, texts: readonly string[], key: (text: string) => string = () => 'key') =>
      publisher.publish(
        texts.map((text) => ({ topic, key: key(text), value: Buffer.from(text), headers: { h: text } })),
      );

    it('delivers what was acknowledged, byte for byte, in order for each key', async () => {
      const topic = await broker.createTopic(3);
      await Promise.all([publish(topic, numbers(0, 50), (text) => `k${Number(text) % 5}`)]);
      const { collector } = await join(topic);
      await eventually(() => expect(collector.records).to.have.length(50), PATIENT);
      for (const own of Map.groupBy(collector.records, ({ key }) => String(key)).values()) {
        const texts = own.map(({ value }) => Number(value));
        expect(texts).to.deep.equal([...texts].sort((a, b) => a - b));
        expect(new Set(own.map(({ partition }) => partition)).size, 'one partition a key').to.equal(1);
      }
      const [first] = collector.records;
      expect(first?.headers.h).to.deep.equal(first?.value);
      expect(first?.timestampMs).to.be.closeTo(Date.now(), 60_000);
    });

    it('keeps the order of concurrent publishes', async () => {
      const topic = await broker.createTopic(1);
      await Promise.all(numbers(0, 100).map((text) => publish(topic, [text])));
      const { collector } = await join(topic);
      await eventually(() => expect(collector.texts()).to.deep.equal(numbers(0, 100)), PATIENT);
    });

    it('carries records without key or value', async () => {
      const topic = await broker.createTopic(1);
      await publisher.publish([{ topic, key: null, value: null, headers: {} }]);
      const { collector } = await join(topic);
      await eventually(() => expect(collector.records).to.have.length(1), PATIENT);
      expect([collector.records[0]?.key, collector.records[0]?.value]).to.deep.equal([null, null]);
    });

    it('resumes after the committed position, and delivers what was not committed again', async () => {
      const topic = await broker.createTopic(1);
      await publish(topic, numbers(0, 10));
      const { source, collector } = await join(topic);
      await eventually(() => expect(collector.records).to.have.length(10), PATIENT);
      await source.commit([{ topic, partition: 0, offset: 4 }]);
      await source.stop();
      const successor = await join(topic);
      await eventually(() => expect(successor.collector.texts()).to.deep.equal(numbers(4, 10)), PATIENT);
    });

    it('pauses a partition whose records are not all taken, and loses none when it resumes', async () => {
      const topic = await broker.createTopic(1);
      await publish(topic, numbers(0, 20));
      const collector = new Collector();
      collector.room = 7;
      const { source } = await join(topic, collector);
      await eventually(() => expect(collector.records).to.have.length(7), PATIENT);
      await publish(topic, numbers(20, 25));
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(collector.records).to.have.length(7);
      collector.room = 5;
      source.resume([{ topic, partition: 0 }]);
      await eventually(() => expect(collector.records).to.have.length(12), PATIENT);
      collector.room = 100;
      source.resume([{ topic, partition: 0 }]);
      await eventually(() => expect(collector.texts()).to.deep.equal(numbers(0, 25)), PATIENT);
    });

    it('goes on with the other partitions while one is paused', async () => {
      const topic = await broker.createTopic(2);
      const collector = new Collector();
      await join(topic, collector);
      await eventually(() => expect(collector.partitions).to.have.length(2), PATIENT);
      const keys = numbers(0, 40);
      collector.room = 0;
      await publish(topic, ['first'], () => 'k0');
      await new Promise((resolve) => setTimeout(resolve, 300));
      collector.room = 100;
      await publish(topic, keys, (text) => `k${text}`);
      await eventually(() => expect(collector.records.length).to.be.greaterThan(5), PATIENT);
      expect(collector.texts(), 'its partition is paused').not.to.include('first');
    });

    it('shares the partitions with a second member, and takes them back when it leaves', async () => {
      const topic = await broker.createTopic(4);
      const one = await join(topic);
      await eventually(() => expect(one.collector.partitions).to.have.length(4), PATIENT);
      const two = await join(topic);
      await eventually(() => {
        const all = [...one.collector.partitions, ...two.collector.partitions];
        expect(all.map(({ partition }) => partition).sort()).to.deep.equal([0, 1, 2, 3]);
        expect(two.collector.partitions).to.have.length(2);
      }, PATIENT);
      await two.source.stop();
      await eventually(() => expect(one.collector.partitions).to.have.length(4), PATIENT);
    });

    it('does not leave a partition frozen that was paused, lost and got back', async () => {
      const topic = await broker.createTopic(2);
      await publish(topic, numbers(0, 40), (text) => `k${text}`);
      const full = new Collector();
      full.room = 0;
      await join(topic, full);
      await eventually(() => expect(full.partitions).to.have.length(2), PATIENT);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const two = await join(topic);
      await eventually(() => expect(two.collector.partitions).to.have.length(1), PATIENT);
      const before = full.assignments;
      full.room = 1_000;
      await two.source.stop();
      await eventually(() => expect(full.assignments).to.be.greaterThan(before), PATIENT);
      await eventually(() => expect(new Set(full.texts()).size).to.equal(40), PATIENT);
    });

    it('delivers nothing once stopped', async () => {
      const topic = await broker.createTopic(1);
      const { source, collector } = await join(topic);
      await source.stop();
      await publish(topic, ['too late']);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(collector.records).to.deep.equal([]);
    });
  });
}
