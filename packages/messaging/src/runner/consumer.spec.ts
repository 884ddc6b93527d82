import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { ConflictError, DependencyUnavailableError } from '../errors.ts';
import type { Identified, Received } from '../handler.ts';
import { MemoryParked } from '../memory/index.ts';
import { ConsumerRig, DEAD_LETTERS } from '../testing/consumer-rig.ts';
import { deferred, noMetrics } from '../testing/fixtures.ts';
import { CONSUMER_STOP_MS, type Consumer } from './consumer.ts';
import { MAX_ATTEMPTS } from './recovery.ts';

type Batch = readonly Received<Identified, unknown>[];
const ids = (batch: Batch): string[] => batch.map(({ event }) => event.eventId);
const retryTopic = (topic: string, group: string, level: number) => `${topic}.${group}.retry.${level}`;
const numbered = (count: number) => Array.from({ length: count }, (_, index) => ({ eventId: `e${index}` }));

describe('Consumer', () => {
  const running: Consumer[] = [];
  const started = async (consumer: Consumer): Promise<Consumer> => {
    running.push(consumer);
    await consumer.start();
    return consumer;
  };
  afterEach(async () => {
    for (const consumer of running.splice(0)) await consumer.stop();
  });

  it('handles each event once, publishes what it says, marks the rows and commits to the end', async () => {
    const rig = new ConsumerRig(3);
    const events = numbered(100).map((note, index) => ({ ...note, key: `k${index % 7}` }));
    await rig.publish(...events);
    await started(rig.consumer());
    await eventually(() => expect(rig.saved).to.have.members(events.map(({ eventId }) => eventId)));
    await eventually(() => expect(rig.replies()).to.have.length(100));
    await eventually(async () => expect(await rig.outbox.unpublished(Date.now(), 10)).to.deep.equal([]));
    await eventually(() => {
      const ends = [0, 1, 2].map((partition) => rig.broker.log({ topic: 'orders', partition }).length);
      expect([0, 1, 2].map((partition) => rig.committed(partition))).to.deep.equal(ends);
    });
  });

  it('parks an unreadable record byte for byte while other keys flow on', async () => {
    const rig = new ConsumerRig();
    await rig.publish({ eventId: 'before' });
    const poison = Buffer.from([7, 0, 255]);
    await rig.broker
      .publisher()
      .publish([{ topic: 'orders', key: 'bad', value: poison, headers: { traceparent: '00-t' } }]);
    await rig.publish({ eventId: 'after' });
    await started(rig.consumer());
    await eventually(() => expect(rig.saved).to.deep.equal(['before', 'after']));
    await eventually(() => expect(rig.committed()).to.equal(3));
    const [letter, ...others] = rig.broker.records(DEAD_LETTERS);
    expect(others).to.deep.equal([]);
    expect(letter?.value).to.deep.equal(poison);
    expect(String(letter?.key)).to.equal('bad');
    const headers = Object.fromEntries(
      Object.entries(letter?.headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    expect(headers).to.include({
      traceparent: '00-t',
      'dlq-original-offset': '1',
      'dlq-error-class': 'UnreadableRecordError',
      'dlq-handler': 'note-on-order',
      'dlq-group': 'stock',
    });
  });

  it('isolates an own failure to its record, tries it some times, and parks only that one', async () => {
    const rig = new ConsumerRig();
    let tries = 0;
    const handler = rig.handler({
      gather: async (batch: Batch) => {
        if (!ids(batch).includes('bad')) return;
        if (batch.length === 1) tries += 1;
        throw new TypeError('no such field');
      },
    });
    await rig.publish({ eventId: 'a' }, { eventId: 'bad' }, { eventId: 'b' });
    await started(rig.consumer(handler));
    await eventually(() => expect(rig.committed()).to.equal(3));
    expect(rig.saved).to.deep.equal(['a', 'b']);
    expect(tries).to.equal(MAX_ATTEMPTS);
    const [letter] = rig.broker.records(DEAD_LETTERS);
    expect(String(letter?.headers['dlq-attempts'])).to.equal(String(MAX_ATTEMPTS));
    expect(JSON.parse(String(letter?.value))).to.deep.equal({ eventId: 'bad' });
  });

  it('does not let a record that is tried again hold up the others', async () => {
    const rig = new ConsumerRig();
    let healed = false;
    const handler = rig.handler({
      gather: async (batch: Batch) => {
        if (healed || !ids(batch).includes('stubborn')) return;
        throw new ConflictError('another instance was first');
      },
    });
    await rig.publish({ eventId: 'stubborn' }, ...numbered(20));
    await started(rig.consumer(handler));
    await eventually(() => expect(rig.saved).to.have.length(20));
    await rig.publish({ eventId: 'later' });
    await eventually(() => expect(rig.saved).to.include('later'));
    expect(rig.committed(), 'the stubborn one is not skipped').to.equal(0);
    healed = true;
    await eventually(() => expect(rig.committed()).to.equal(22));
  });

  it('waits in place for a dependency that is away, is not ready meanwhile, and loses nothing', async () => {
    const rig = new ConsumerRig();
    let away = true;
    const handler = rig.handler({
      gather: async () => {
        if (away) throw new DependencyUnavailableError('mongo', 'connection refused');
      },
    });
    await rig.publish(...numbered(5));
    const consumer = await started(rig.consumer(handler));
    await eventually(() => expect(consumer.isReady()).to.equal(false));
    expect(rig.saved).to.deep.equal([]);
    away = false;
    await eventually(() => expect(rig.saved).to.have.length(5));
    await eventually(() => expect(consumer.isReady()).to.equal(true));
    expect(rig.broker.records(DEAD_LETTERS)).to.deep.equal([]);
  });

  it('uses up no tries while it waits for a dependency', async () => {
    const rig = new ConsumerRig();
    let calls = 0;
    const handler = rig.handler({
      gather: async () => {
        calls += 1;
        if (calls <= MAX_ATTEMPTS) throw new DependencyUnavailableError('mongo', 'connection refused');
        if (calls === MAX_ATTEMPTS + 1) throw new TypeError('a hiccup of its own');
      },
    });
    await rig.publish({ eventId: 'a' });
    await started(rig.consumer(handler));
    await eventually(() => expect(rig.saved).to.deep.equal(['a']));
    expect(rig.broker.records(DEAD_LETTERS)).to.deep.equal([]);
  });

  it('gathers again after a conflict', async () => {
    const rig = new ConsumerRig();
    let gathered = 0;
    const handler = rig.handler({
      gather: async () => {
        gathered += 1;
      },
      save: async (tx, changes) => {
        if (gathered === 1) throw new ConflictError('the epoch moved');
        await rig.handler().save(tx, changes);
      },
    });
    await rig.publish({ eventId: 'a' }, { eventId: 'b' });
    await started(rig.consumer(handler));
    await eventually(() => expect(rig.saved).to.deep.equal(['a', 'b']));
    expect(gathered).to.equal(2);
  });

  it('settles with the changes of the commit until it succeeds, then commits the offsets', async () => {
    const rig = new ConsumerRig();
    const settled: string[] = [];
    let tries = 0;
    const handler = rig.handler({
      decide: (batch: Batch) => ({
        changes: ids(batch).filter((id) => !rig.saved.includes(id)),
        events: [],
      }),
      settle: async (changes: readonly string[]) => {
        tries += 1;
        if (tries < 3) throw new DependencyUnavailableError('redis', 'connection refused');
        settled.push(...changes);
      },
    });
    await rig.publish({ eventId: 'a' });
    await started(rig.consumer(handler));
    await eventually(() => expect(rig.committed()).to.equal(1));
    expect(settled).to.deep.equal(['a']);
    expect(rig.saved).to.deep.equal(['a']);
  });

  it('calls a person when what comes after the commit fails for good, and names whose it is', async () => {
    const rig = new ConsumerRig();
    const alarms: string[] = [];
    const metrics = {
      ...noMetrics,
      alarm: (handler: string, step: string) => alarms.push(`${handler}/${step}`),
    };
    const settle = () => Promise.reject(new TypeError('a bug'));
    await rig.publish({ eventId: 'a' });
    await started(rig.consumer(rig.handler({ settle }), { metrics }));
    await eventually(() => expect(alarms).to.deep.equal(['note-on-order/settle']));
    await eventually(() => expect(rig.committed(), 'the commit stands').to.equal(1));
    expect(rig.saved).to.deep.equal(['a']);
  });

  it('prepares out of order and commits only what is finished without a gap', async () => {
    const rig = new ConsumerRig();
    const slow = deferred();
    const handler = rig.handler({
      prepare: async ({ event }: { event: Identified }) => {
        if (event.eventId === 'e0') await slow.promise;
      },
    });
    await rig.publish(...numbered(10));
    await started(rig.consumer(handler));
    await eventually(() => expect(rig.saved).to.have.length(9));
    expect(rig.committed()).to.equal(0);
    slow.resolve();
    await eventually(() => expect(rig.committed()).to.equal(10));
    expect(rig.saved.at(-1)).to.equal('e0');
  });

  it('bounds how many records are prepared at the same time', async () => {
    const rig = new ConsumerRig(2);
    let now = 0;
    let most = 0;
    const handler = rig.handler({
      prepare: async () => {
        now += 1;
        most = Math.max(most, now);
        await new Promise(setImmediate);
        now -= 1;
      },
    });
    await rig.publish(...numbered(60).map((note, index) => ({ ...note, key: `k${index}` })));
    await started(rig.consumer(handler, { capacity: 8 }));
    await eventually(() => expect(rig.saved).to.have.length(60));
    expect(most).to.be.within(2, 8);
  });

  it('delivers again what a crash left uncommitted', async () => {
    const rig = new ConsumerRig();
    const crash = deferred();
    const stuck = rig.handler({ gather: () => crash.promise });
    await rig.publish(...numbered(3));
    const source = rig.broker.source('stock', ['orders']);
    const crashed = await started(rig.consumer(stuck, { source }));
    await eventually(() => expect(crashed.inHand).to.equal(3));
    await source.stop();
    await started(rig.consumer());
    await eventually(() => expect(rig.saved).to.have.length(3));
    await eventually(() => expect(rig.committed()).to.equal(3));
    crash.resolve();
  });

  it('finishes what is in hand when it stops, commits it, and takes no more', async () => {
    const rig = new ConsumerRig();
    const slow = deferred();
    const reached = deferred();
    const handler = rig.handler({
      prepare: async () => {
        reached.resolve();
        await slow.promise;
      },
    });
    await rig.publish({ eventId: 'a' });
    const consumer = rig.consumer(handler);
    await consumer.start();
    await reached.promise;
    const stopping = consumer.stop();
    await rig.publish({ eventId: 'too late' });
    slow.resolve();
    await stopping;
    expect(rig.saved).to.deep.equal(['a']);
    expect(rig.committed()).to.equal(1);
  });

  it('under load lets an event wait that may, and finishes it all the same when it stops', async () => {
    const rig = new ConsumerRig();
    const handler = rig.handler({ mayWait: ({ eventId }: Identified) => eventId === 'patient' });
    const parked = new MemoryParked();
    const retries = { orderingIdOf: ({ eventId }: Identified) => eventId, retryTopicOf: retryTopic, parked };
    const source = rig.broker.source('stock', ['orders']);
    const consumer = await started(rig.consumer(handler, { source, retries }));
    await rig.publish(...numbered(300));
    await eventually(() => expect(rig.saved).to.have.length(300));
    await rig.publish({ eventId: 'patient' }, { eventId: 'last' });
    await eventually(() => expect(rig.saved.slice(300)).to.deep.equal(['last']));
    await consumer.stop();
    expect(rig.saved.slice(301)).to.deep.equal(['patient']);
    expect(rig.committed()).to.equal(302);
  });

  it('stops soon while a dependency is away, and leaves the record to whoever is next', async () => {
    const rig = new ConsumerRig();
    const handler = rig.handler({
      gather: async () => {
        throw new DependencyUnavailableError('mongo', 'connection refused');
      },
    });
    await rig.publish({ eventId: 'a' });
    const consumer = rig.consumer(handler);
    await consumer.start();
    await eventually(() => expect(consumer.isReady()).to.equal(false));
    await consumer.stop();
    expect(consumer.inHand).to.equal(1);
    expect(rig.committed()).to.equal(0);
  });

  it('stops in time over a call that never answers, and leaves the record to whoever is next', async () => {
    const rig = new ConsumerRig();
    const reached = deferred();
    const handler = rig.handler({
      prepare: () => {
        reached.resolve();
        return new Promise(() => {});
      },
    });
    await rig.publish({ eventId: 'a' });
    const source = rig.broker.source('stock', ['orders']);
    const consumer = rig.consumer(handler, { source });
    await consumer.start();
    await reached.promise;
    const startedMs = performance.now();
    await consumer.stop();
    expect(performance.now() - startedMs).to.be.within(5_000, CONSUMER_STOP_MS);
    expect(rig.committed()).to.equal(0);
    expect(source.isJoined()).to.equal(false);
  });

  it('keeps a poisoned record until the broker has its dead letter', async () => {
    let refusals = 1;
    const rig = new ConsumerRig(1, (own) => ({
      ...own,
      publish: async (records) => {
        if (records[0]?.topic === DEAD_LETTERS && refusals-- > 0) throw new Error('no leader');
        await own.publish(records);
      },
    }));
    await rig.broker
      .publisher()
      .publish([{ topic: 'orders', key: 'k', value: Buffer.from('{'), headers: {} }]);
    await started(rig.consumer());
    await eventually(() => expect(rig.committed()).to.equal(1));
    expect(rig.broker.records(DEAD_LETTERS)).to.have.length(1);
  });

  it('goes on through rebalances without a loss or a freeze', async () => {
    const rig = new ConsumerRig(4);
    const consumer = await started(rig.consumer(rig.handler(), { capacity: 10 }));
    for (let round = 0; round < 10; round += 1) {
      await rig.publish(
        ...numbered(20).map(({ eventId }, index) => ({ eventId: `r${round}-${eventId}`, key: `k${index}` })),
      );
      rig.broker.rebalance('stock');
    }
    await eventually(() => expect(new Set(rig.saved).size).to.equal(200));
    await eventually(() => expect(consumer.inHand).to.equal(0));
  });
});
