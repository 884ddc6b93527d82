import { MongoUnitOfWork } from '@wanderluxe/messaging';
import { freshId, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { type Db, MongoClient } from 'mongodb';
import { describeDeadlinesBehaviour } from '../deadlines.behaviour.ts';
import { describeStoreBehaviour } from '../store.behaviour.ts';
import { askedBefore, createIndexes, neverAsked, reservationsOf } from './documents.ts';
import { MongoProperties } from './mongo-properties.ts';
import { MongoReservations } from './mongo-reservations.ts';

describe('the stores in Mongo', () => {
  let client: MongoClient;
  let db: Db;
  before(async () => {
    client = await MongoClient.connect(servers().mongoUri);
    db = client.db(freshId('inventory'));
    await createIndexes(db);
  });
  after(async () => {
    await db.dropDatabase();
    await client.close();
  });

  const make = () => {
    const unitOfWork = new MongoUnitOfWork(client);
    return {
      reservations: new MongoReservations(db),
      properties: new MongoProperties(db, unitOfWork),
      unitOfWork,
    };
  };
  describeStoreBehaviour('MongoReservations and MongoProperties', make);
  describeDeadlinesBehaviour('MongoReservations', make);

  it('have the index that the reload needs', async () => {
    const keys = (await reservationsOf(db).indexes()).map(({ key }) => key);
    expect(keys).to.deep.include({ propertyId: 1, state: 1, checkOut: 1 });
  });

  it('find holds past their deadline by an index of what is held, which also sorts them', async () => {
    const sweeps = [
      { filter: neverAsked(Date.now()), sort: { holdExpiresAt: 1 } },
      { filter: askedBefore(Date.now()), sort: { expiryRequestedAt: 1 } },
    ] as const;
    for (const { filter, sort } of sweeps) {
      const plan = await reservationsOf(db).find(filter).sort(sort).limit(10).explain('queryPlanner');
      const winning = JSON.stringify(plan.queryPlanner.winningPlan);
      expect(winning).to.include('"IXSCAN"').and.include('holdExpiresAt').and.not.include('"SORT"');
    }
  });

  it('say that the dependency is away while the server is', async () => {
    const nowhere = new MongoClient('mongodb://127.0.0.1:1/', { serverSelectionTimeoutMS: 100 });
    const failure = await new MongoReservations(nowhere.db('x')).find(['a']).catch((error) => error);
    await nowhere.close();
    expect(failure).to.include({ name: 'DependencyUnavailableError', dependency: 'mongo' });
  });
});
