import { silentLogger } from '@wanderluxe/runtime';
import { eventually, freshId, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { createCodec } from './avro/codec.ts';
import { registryDirectory } from './avro/registry.ts';
import type { Received } from './handler.ts';
import { kafkaSource } from './kafka/kafkajs.ts';
import { MongoLease } from './mongo/lease.ts';
import { MongoOutbox } from './mongo/outbox.ts';
import { MongoUnitOfWork, sessionOf } from './mongo/unit-of-work.ts';
import { Consumer } from './runner/consumer.ts';
import { type Note, noMetrics } from './testing/fixtures.ts';
import { PARTITIONS, ProcessingRig } from './testing/processing-rig.ts';

const PATIENT = { withinMs: 40_000, everyMs: 100 };
const idsOf = (count: number, prefix = 'n') =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

describe('processing over Kafka, registry and Mongo', function () {
  this.timeout(90_000);
  let rig: ProcessingRig;
  beforeEach(async () => {
    rig = await ProcessingRig.start();
  });
  afterEach(async () => {
    await rig.stop();
    expect(rig.fatal).to.deep.equal([]);
  });

  const subscribe = (handler = rig.handler()) => [{ topics: [rig.notes], handler }];
  const allMarked = async () =>
    expect(await rig.db.collection('outbox').countDocuments({ publishedAt: null })).to.equal(0);
  const allCommitted = async () => {
    const offsets = await rig.admin.offsets(rig.service, rig.notes);
    expect(offsets.map(({ committed }) => committed)).to.deep.equal(offsets.map(({ end }) => end));
    expect(offsets).to.have.length(PARTITIONS);
  };

  it('handles 2,000 records once each, commits exactly to the end and marks every outbox row', async () => {
    const processing = await rig.connect();
    await rig.publish(processing, idsOf(2_000));
    await processing.consume(subscribe());
    await eventually(async () => expect(await rig.handled.countDocuments()).to.equal(2_000), PATIENT);
    await eventually(async () => expect(await rig.count(rig.replies)).to.equal(2_000), PATIENT);
    await eventually(allCommitted, PATIENT);
    await eventually(allMarked, PATIENT);
    expect(await rig.count(rig.deadLetterTopicOf(rig.notes, rig.service))).to.equal(0);
  });

  it('gathers again when another instance wrote the same row first', async () => {
    const processing = await rig.connect();
    const gathered: number[] = [];
    const handler = rig.handler({
      gather: async (batch: readonly Received<Note>[]) => {
        const known = await rig.handler().gather(batch);
        if (gathered.push(batch.length) === 1) await rig.handled.insertOne({ _id: 'n1' });
        return known;
      },
    });
    await rig.publish(processing, idsOf(3));
    await processing.consume(subscribe(handler));
    await eventually(allCommitted, PATIENT);
    expect(gathered.length).to.be.greaterThan(1);
    await eventually(async () => expect(await rig.count(rig.replies)).to.equal(2), PATIENT);
    expect(await rig.handled.countDocuments()).to.equal(3);
  });

  it('loses nothing when one of two consumers dies without committing', async () => {
    const processing = await rig.connect();
    const source = kafkaSource({
      brokers: servers().kafkaBrokers,
      clientId: rig.service,
      logger: silentLogger,
      groupId: rig.service,
      topics: [rig.notes],
      onFatal: (error) => rig.fatal.push(error),
    });
    const { promise: crash, resolve: endCrashed } = Promise.withResolvers<void>();
    const doomed = new Consumer({
      group: rig.service,
      subscriptions: subscribe(rig.handler({ name: 'hangs', prepare: () => crash })),
      source,
      codec: processing.codec,
      committer: processing.committer,
      publisher: processing.publisher,
      deadLetterTopicOf: rig.deadLetterTopicOf,
      logger: silentLogger,
      metrics: noMetrics,
    });
    await doomed.start();
    await eventually(() => expect(source.isJoined()).to.equal(true), PATIENT);
    await rig.publish(processing, idsOf(500));
    await eventually(() => expect(doomed.inHand).to.equal(500), PATIENT);
    await processing.consume(subscribe());
    await source.stop();
    await eventually(async () => expect(await rig.handled.countDocuments()).to.equal(500), PATIENT);
    await eventually(allCommitted, PATIENT);
    endCrashed();
    await doomed.stop();
    expect(await rig.handled.countDocuments()).to.equal(500);
  });

  it('publishes what a crash between commit and publish left behind', async () => {
    const before = await rig.connect();
    const outbox = new MongoOutbox(rig.db);
    const records = idsOf(2).map((eventId) => ({
      topic: rig.replies,
      key: eventId,
      value: before.codec.encode(rig.replies, { eventId, text: 'left behind' }),
      headers: {},
    }));
    await new MongoUnitOfWork(rig.client).run((tx) =>
      outbox.append(tx, { id: freshId('row'), createdAtMs: Date.now() - 60_000, records }),
    );
    await eventually(async () => expect(await rig.count(rig.replies)).to.equal(2), PATIENT);
    await eventually(allMarked, PATIENT);
  });

  it('reconciles a row that a process left whose clock was ahead when it was killed: no relay takes it', async () => {
    const processing = await rig.connect();
    const outbox = new MongoOutbox(rig.db);
    const value = processing.codec.encode(rig.replies, { eventId: 'left', text: 'left behind' });
    const records = [{ topic: rig.replies, key: 'left', value, headers: {} }];
    await new MongoUnitOfWork(rig.client).run((tx) =>
      outbox.append(tx, { id: freshId('row'), createdAtMs: Date.now() + 3_600_000, records }),
    );
    await new MongoLease(rig.db, 'reconcile').acquire('another', Date.now(), 60_000);
    const reconciler = processing.reconcile({ checks: [], intervalMs: 60_000 });
    expect(await reconciler.runAll(true)).to.include({ found: 1, repaired: 0 });
    expect(await rig.count(rig.replies)).to.equal(0);
    expect(await reconciler.runAll(false)).to.include({ found: 1, repaired: 1 });
    expect(await rig.count(rig.replies)).to.equal(1);
    expect(await reconciler.runAll(false)).to.include({ found: 0 });
  });

  it('publishes what a job commits, and says nothing when its change fails', async () => {
    const processing = await rig.connect();
    const insert = (id: string) =>
      processing.committer.commit([rig.reply(id)], async (tx) => {
        await rig.handled.insertOne({ _id: id }, { session: sessionOf(tx) });
      });
    await insert('a');
    await insert('a').catch(() => {});
    await insert('b');
    await eventually(async () => expect(await rig.count(rig.replies)).to.equal(2), PATIENT);
    await eventually(allMarked, PATIENT);
  });

  it('waits, and parks nothing, while the registry that should explain a record is away', async () => {
    const processing = await rig.connect();
    const known = processing.codec.encode(rig.notes, { eventId: 'n0', text: '' });
    // The ids were looked up at the start; the registry goes away afterwards.
    const directory = registryDirectory(servers().registryUrl);
    const nowhere = registryDirectory('http://127.0.0.1:1');
    let away = true;
    const codec = await createCodec({
      directory: {
        idOf: (subject, schema) => directory.idOf(subject, schema),
        schemaOf: (id) => (away ? nowhere : directory).schemaOf(id),
      },
      contracts: { [rig.notes]: (await directory.schemaOf(known.readUInt32BE(1))) ?? '' },
      subjectOf: (topic) => `${topic}-value`,
    });
    const strange = Buffer.concat([Buffer.from([0, 0x7f, 0xff, 0xff, 0xfe]), known.subarray(5)]);
    await processing.publisher.publish([
      { topic: rig.notes, key: 'strange', value: strange, headers: {} },
      { topic: rig.notes, key: 'n0', value: known, headers: {} },
    ]);
    const source = kafkaSource({
      brokers: servers().kafkaBrokers,
      clientId: rig.service,
      logger: silentLogger,
      groupId: rig.service,
      topics: [rig.notes],
      onFatal: (error) => rig.fatal.push(error),
    });
    const consumer = new Consumer({
      group: rig.service,
      subscriptions: subscribe(),
      source,
      codec,
      committer: processing.committer,
      publisher: processing.publisher,
      deadLetterTopicOf: rig.deadLetterTopicOf,
      logger: silentLogger,
      metrics: noMetrics,
    });
    await consumer.start();
    const deadLetters = rig.deadLetterTopicOf(rig.notes, rig.service);
    await eventually(async () => expect(await rig.handled.countDocuments()).to.equal(1), PATIENT);
    await eventually(() => expect(consumer.isReady()).to.equal(false), PATIENT);
    expect(await rig.count(deadLetters)).to.equal(0);
    away = false;
    await eventually(async () => expect(await rig.count(deadLetters)).to.equal(1), PATIENT);
    await eventually(allCommitted, PATIENT);
    await consumer.stop();
  });
});
