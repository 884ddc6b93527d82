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

  it('finds what is due by an index that also sorts it', async () => {
    const db = freshDb();
    await new MongoOpenBookings(db).createIndexes();
    await db.collection('open_bookings').insertOne({ dueAt: new Date() });
    const due = db.collection('open_bookings').find({ dueAt: { $lte: new Date() } });
    const plan = await due.sort({ dueAt: 1 }).limit(20).explain('queryPlanner');
    expect(JSON.stringify(plan.queryPlanner.winningPlan)).to.include('"IXSCAN"').and.not.include('"SORT"');
  });
});
