import { MongoUnitOfWork } from '@wanderluxe/messaging';
import { freshId, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { type Db, MongoClient } from 'mongodb';
import { horizonOf } from '../../domain/horizon.ts';
import { ReservationState } from '../../domain/reservation.ts';
import { describeDeadlinesBehaviour } from '../deadlines.behaviour.ts';
import { describeStoreBehaviour, NOW_MS } from '../store.behaviour.ts';
import { activeFrom, askedBefore, createIndexes, neverAsked, reservationsOf } from './documents.ts';
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

  const horizon = horizonOf(30, () => NOW_MS);
  const make = () => {
    const unitOfWork = new MongoUnitOfWork(client);
    return {
      reservations: new MongoReservations(db, horizon),
      properties: new MongoProperties(db, unitOfWork, horizon),
      unitOfWork,
    };
  };
  describeStoreBehaviour('MongoReservations and MongoProperties', make);
  describeDeadlinesBehaviour('MongoReservations', make);

  it('have the index that the reload needs', async () => {
    const keys = (await reservationsOf(db).indexes()).map(({ key }) => key);
    expect(keys).to.deep.include({ propertyId: 1, state: 1, checkOut: 1 });
  });

  it('read of a property what is counted, however many stays are over', async () => {
    const propertyId = freshId('prop');
    const row = (index: number, checkIn: string, checkOut: string) => ({
      ...{ _id: `${propertyId}-${index}`, propertyId, userId: 'u', amount: '1', currency: 'EUR' },
      ...{ checkIn, checkOut, state: ReservationState.FIRM, traceId: 't' },
      ...{ createdAt: new Date(), updatedAt: new Date() },
    });
    const over = Array.from({ length: 2_000 }, (_, index) => row(index, '2025-01-01', '2025-01-03'));
    const counted = Array.from({ length: 5 }, (_, index) => row(9_000 + index, '2026-06-01', '2026-06-03'));
    await reservationsOf(db).insertMany([...over, ...counted]);
    const filter = activeFrom(propertyId, horizon.countsFrom());
    const plan = await reservationsOf(db).find(filter).explain('executionStats');
    expect(JSON.stringify(plan.queryPlanner.winningPlan)).to.include('"IXSCAN"');
    expect(plan.executionStats.nReturned).to.equal(counted.length);
    expect(plan.executionStats.totalDocsExamined).to.equal(counted.length);
    expect(plan.executionStats.totalKeysExamined).to.be.below(20);
    expect(await make().reservations.activeHolds(propertyId)).to.have.length(counted.length);
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

  it('count what is held and what of it is past its deadline, asked about or not, up to a limit', async () => {
    const alone = client.db(freshId('inventory'));
    await createIndexes(alone);
    const held = (id: string, holdExpiresAtMs: number, askedAtMs?: number) => ({
      ...{ _id: id, propertyId: 'p', userId: 'u', amount: '1', currency: 'EUR', traceId: 't' },
      ...{ checkIn: '2026-01-01', checkOut: '2026-01-02', state: ReservationState.HELD },
      ...{ createdAt: new Date(), updatedAt: new Date(), holdExpiresAt: new Date(holdExpiresAtMs) },
      expiryRequestedAt: askedAtMs === undefined ? null : new Date(askedAtMs),
    });
    const firm = { ...held('firm', 1), state: ReservationState.FIRM };
    const rows = [held('young', NOW_MS + 1), held('late', NOW_MS - 1), held('asked', NOW_MS - 2, NOW_MS - 1)];
    await reservationsOf(alone).insertMany([...rows, firm]);
    const reservations = new MongoReservations(alone, horizon);
    expect(await reservations.holdLevels(NOW_MS, 9)).to.deep.equal({ open: 3, overdue: 2 });
    expect(await reservations.holdLevels(NOW_MS, 2)).to.include({ open: 2 });
    await alone.dropDatabase();
  });

  it('say that the dependency is away while the server is', async () => {
    const nowhere = new MongoClient('mongodb://127.0.0.1:1/', { serverSelectionTimeoutMS: 100 });
    const failure = await new MongoReservations(nowhere.db('x'), horizon).find(['a']).catch((error) => error);
    await nowhere.close();
    expect(failure).to.include({ name: 'DependencyUnavailableError', dependency: 'mongo' });
  });
});
