import { MongoUnitOfWork } from '@wanderluxe/messaging';
import { freshId, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { MongoOpenBookings } from './mongo-open-bookings.ts';
import { describeOpenBookingsBehaviour } from './open-bookings.behaviour.ts';

describe('MongoOpenBookings on a real server', () => {
  let client: MongoClient;
  const databases: string[] = [];
  const freshDb = () => {
    const name = freshId('ledger-test');
    databases.push(name);
    return client.db(name);
  };
  before(async () => {
    client = await MongoClient.connect(servers().mongoUri);
  });
  after(async () => {
    for (const name of databases) await client.db(name).dropDatabase();
    await client.close();
  });

  describeOpenBookingsBehaviour('MongoOpenBookings', async () => {
    const open = new MongoOpenBookings(freshDb());
    await open.createIndexes();
    return { open, unitOfWork: new MongoUnitOfWork(client) };
  });

  it('tells of what is late: rows that were asked about, and those that should have been', async () => {
    const db = freshDb();
    const open = new MongoOpenBookings(db);
    await open.createIndexes();
    const row = (id: string, dueAtMs: number, isAsked: boolean) => ({ id, dueAtMs, isAsked, bookings: [] });
    await new MongoUnitOfWork(client).run(async (tx) => {
      for (const one of [row('asked', 9_000, true), row('forgotten', 1_000, false), row('new', 9_000, false)])
        await open.add(tx, one);
    });
    const late = await open.late(2_000, 9);
    expect(late.map(({ id }) => id)).to.have.members(['asked', 'forgotten']);
    expect(await open.late(2_000, 1)).to.have.length(2);
  });

  it('finds what is due by an index that also sorts it', async () => {
    const db = freshDb();
    await new MongoOpenBookings(db).createIndexes();
    await db.collection('open_bookings').insertOne({ dueAt: new Date() });
    const due = db.collection('open_bookings').find({ dueAt: { $lte: new Date() } });
    const plan = await due.sort({ dueAt: 1 }).limit(20).explain('queryPlanner');
    expect(JSON.stringify(plan.queryPlanner.winningPlan)).to.include('"IXSCAN"').and.not.include('"SORT"');
  });
});
