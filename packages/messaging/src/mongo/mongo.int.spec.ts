import { Socket } from 'node:net';
import { eventually, freshId, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { MongoClient, MongoServerError } from 'mongodb';
import { Registry } from 'prom-client';
import { describeParkedBehaviour } from '../behaviour/parked.behaviour.ts';
import { describeStoreBehaviour } from '../behaviour/store.behaviour.ts';
import { ConflictError, DependencyUnavailableError } from '../errors.ts';
import { outgoing, rejection } from '../testing/fixtures.ts';
import { connectMongo } from './client.ts';
import { guarded } from './faults.ts';
import { MongoLease } from './lease.ts';
import { MongoOutbox } from './outbox.ts';
import { MongoParked } from './parked.ts';
import { poolMetrics } from './pool.ts';
import { MongoUnitOfWork, sessionOf } from './unit-of-work.ts';

describe('mongo', () => {
  let client: MongoClient;
  const databases: string[] = [];
  const freshDb = () => {
    const name = freshId('messaging');
    databases.push(name);
    return client.db(name);
  };
  before(async () => {
    client = await connectMongo(servers().mongoUri, 'messaging-test');
  });
  after(async () => {
    for (const name of databases) await client.db(name).dropDatabase();
    await client.close();
  });

  describeStoreBehaviour('mongo', async () => ({
    unitOfWork: new MongoUnitOfWork(client),
    outbox: async () => {
      const outbox = new MongoOutbox(freshDb());
      await outbox.createIndexes();
      return outbox;
    },
    lease: async () => new MongoLease(freshDb(), freshId('lease')),
  }));

  describeParkedBehaviour('mongo', async () => new MongoParked(freshDb()));

  it('tells how much of the outbox waits, and since when, up to a limit', async () => {
    const outbox = new MongoOutbox(freshDb());
    await outbox.createIndexes();
    expect(await outbox.backlog(9)).to.deep.equal({ rows: 0, oldestAtMs: undefined });
    await new MongoUnitOfWork(client).run(async (tx) => {
      for (const [id, createdAtMs] of [
        ['a', 3],
        ['b', 1],
        ['c', 2],
      ] as const)
        await outbox.append(tx, { id, createdAtMs, records: [outgoing('k', 'v')] });
    });
    expect(await outbox.backlog(9)).to.deep.equal({ rows: 3, oldestAtMs: 1 });
    expect(await outbox.backlog(2)).to.deep.equal({ rows: 2, oldestAtMs: 1 });
    await outbox.markPublished(['b']);
    expect(await outbox.backlog(9)).to.deep.equal({ rows: 2, oldestAtMs: 2 });
  });

  it('tells how many events are parked, and how many of them are dead', async () => {
    const parked = new MongoParked(freshDb());
    expect(await parked.levels(9)).to.deep.equal({ waiting: 0, dead: 0 });
    await parked.park('b-1', 'e-1', { level: 1, dueAtMs: 1 });
    await parked.join('b-1', 'e-2');
    await parked.bury('b-2', 'e-3');
    expect(await parked.levels(9)).to.deep.equal({ waiting: 3, dead: 1 });
  });

  it('counts its connections: open, in use, and who waits for one', async () => {
    const registry = new Registry();
    poolMetrics(registry, client);
    const read = async () => {
      const values = (await registry.getSingleMetric('wl_mongo_pool_connections')?.get())?.values ?? [];
      return Object.fromEntries(values.map(({ labels, value }) => [labels.state, value]));
    };
    const db = freshDb();
    await db.collection('things').insertOne({});
    expect(await read()).to.include({ in_use: 0, waiting: 0 });
    const busy = Array.from({ length: 60 }, () => db.collection('things').findOne({}));
    await eventually(async () => expect((await read()).in_use).to.be.greaterThan(0), { everyMs: 1 });
    await Promise.all(busy);
    const { open, in_use, waiting } = await read();
    expect([in_use, waiting]).to.deep.equal([0, 0]);
    expect(open).to.be.within(1, 50);
  });

  it('finds unpublished rows by an index that also sorts them', async () => {
    const db = freshDb();
    const outbox = new MongoOutbox(db);
    await outbox.createIndexes();
    await new MongoUnitOfWork(client).run((tx) =>
      outbox.append(tx, { id: 'a', createdAtMs: 1, records: [outgoing('k', 'v')] }),
    );
    const plan = await db
      .collection('outbox')
      .find({ publishedAt: null, createdAt: { $lte: new Date() } })
      .sort({ createdAt: 1, _id: 1 })
      .limit(100)
      .explain('queryPlanner');
    const winning = JSON.stringify(plan.queryPlanner.winningPlan);
    expect(winning).to.include('"IXSCAN"').and.not.include('"SORT"');
  });

  it('runs a body again that lost against a concurrent write', async () => {
    const rows = freshDb().collection<{ _id: string; n: number }>('rows');
    await rows.insertOne({ _id: 'hot', n: 0 });
    const unitOfWork = new MongoUnitOfWork(client);
    let bodies = 0;
    const increment = () =>
      unitOfWork.run(async (tx) => {
        bodies += 1;
        const session = sessionOf(tx);
        const row = await rows.findOne({ _id: 'hot' }, { session });
        await rows.updateOne({ _id: 'hot' }, { $set: { n: (row?.n ?? 0) + 1 } }, { session });
      });
    await Promise.all(Array.from({ length: 8 }, increment));
    expect((await rows.findOne({ _id: 'hot' }))?.n).to.equal(8);
    expect(bodies).to.be.greaterThan(8);
  });

  it('reads one snapshot within a transaction', async () => {
    const rows = freshDb().collection<{ _id: string; n: number }>('rows');
    await rows.insertOne({ _id: 'a', n: 1 });
    const seen: number[] = [];
    await new MongoUnitOfWork(client).run(async (tx) => {
      const read = async () => (await rows.findOne({ _id: 'a' }, { session: sessionOf(tx) }))?.n ?? 0;
      seen.push(await read());
      await rows.updateOne({ _id: 'a' }, { $set: { n: 2 } });
      seen.push(await read());
    });
    expect(seen).to.deep.equal([1, 1]);
  });

  it('calls a duplicate key inside a transaction a conflict, and writes nothing', async () => {
    const rows = freshDb().collection<{ _id: string }>('rows');
    await rows.insertOne({ _id: 'taken' });
    const failing = new MongoUnitOfWork(client).run(async (tx) => {
      await rows.insertMany([{ _id: 'new' }, { _id: 'taken' }], { session: sessionOf(tx) });
    });
    expect(await rejection(failing)).to.be.instanceOf(ConflictError);
    expect(await rows.countDocuments()).to.equal(1);
  });

  it('gives up retrying a transaction after its own time, not the driver’s two minutes', async () => {
    const startedMs = Date.now();
    let bodies = 0;
    const failing = new MongoUnitOfWork(client, { timeoutMs: 300 }).run(async () => {
      bodies += 1;
      throw new MongoServerError({ message: 'lost again', errorLabels: ['TransientTransactionError'] });
    });
    expect(await rejection(failing)).to.be.instanceOf(DependencyUnavailableError);
    expect(Date.now() - startedMs).to.be.lessThan(10_000);
    const ran = bodies;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(bodies, 'bodies after it gave up').to.equal(ran);
  });

  it('gives up on a body that hangs, and lets it change nothing afterwards', async () => {
    const rows = freshDb().collection<{ _id: string }>('rows');
    const failing = new MongoUnitOfWork(client, { timeoutMs: 200 }).run(async (tx) => {
      await rows.insertOne({ _id: 'late' }, { session: sessionOf(tx) });
      await new Promise((resolve) => setTimeout(resolve, 600));
      throw new Error('too late');
    });
    expect(await rejection(failing)).to.be.instanceOf(DependencyUnavailableError);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await rows.countDocuments()).to.equal(0);
  });

  it('gives up on a call that the driver never answers, and goes on with the next', async () => {
    const others = new Set(openSockets());
    const own = await connectMongo(servers().mongoUri, 'messaging-test');
    const rows = own.db(freshId('messaging')).collection('rows');
    await rows.findOne();
    // The driver hears of it in a later turn of the event loop, when the command is already written into nothing.
    for (const socket of openSockets()) if (!others.has(socket)) socket.destroy();
    const failing = guarded(() => rows.findOne(), 500);
    const error = await rejection(failing);
    expect(error).to.be.instanceOf(DependencyUnavailableError);
    expect(error.message).to.contain('no answer within 500 ms');
    expect(await guarded(() => rows.findOne())).to.equal(null);
    await own.close();
  });

  it('says that the database is away when nothing listens', async () => {
    const nowhere = new MongoClient('mongodb://127.0.0.1:1/?directConnection=true', {
      serverSelectionTimeoutMS: 100,
    });
    const failing = new MongoUnitOfWork(nowhere).run(async (tx) => {
      await nowhere
        .db('x')
        .collection('y')
        .insertOne({}, { session: sessionOf(tx) });
    });
    expect(await rejection(failing)).to.be.instanceOf(DependencyUnavailableError);
    expect(await rejection(new MongoOutbox(nowhere.db('x')).unpublished(1, 1))).to.be.instanceOf(
      DependencyUnavailableError,
    );
    await nowhere.close();
  });
});

const openSockets = (): Socket[] =>
  (process as unknown as { _getActiveHandles(): unknown[] })
    ._getActiveHandles()
    .filter((handle): handle is Socket => handle instanceof Socket);
