import { connectMongo, MongoUnitOfWork } from '@wanderluxe/messaging';
import { freshId, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { MongoClient } from 'mongodb';
import { MongoPayments } from './mongo-payments.ts';
import { describePaymentsBehaviour } from './payments.behaviour.ts';

describe('MongoPayments', () => {
  const database = freshId('payment');
  let client: MongoClient;
  let payments: MongoPayments;

  before(async () => {
    client = await connectMongo(servers().mongoUri, 'payment-test');
    payments = new MongoPayments(client.db(database));
    await payments.createIndexes();
  });
  after(async () => {
    await client.db(database).dropDatabase();
    await client.close();
  });

  describePaymentsBehaviour('in MongoDB', async () => ({
    payments,
    unitOfWork: new MongoUnitOfWork(client),
  }));

  for (const due of ['inquiry', 'refund'])
    it(`reads payments that wait for ${due} through their own index`, async () => {
      const plan = await client
        .db(database)
        .collection('payments')
        .find(
          {
            due,
            _id: { $gt: '' as never },
            $or: [{ status: { $ne: 'PENDING' } }, { updatedAt: { $lte: new Date() } }],
          },
          { projection: { _id: 1 } },
        )
        .sort({ _id: 1 })
        .explain();
      expect(JSON.stringify(plan.queryPlanner.winningPlan))
        .to.contain('IXSCAN')
        .and.to.contain(`"due-${due}"`);
    });
});
