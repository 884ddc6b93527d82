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

  it('tells since when payments are unknown, and nothing of those that are being charged', async () => {
    const alone = client.db(freshId('payment'));
    const at = (ms: number) => new Date(ms);
    const row = (status: string, unknownSince: Date | null) => ({ due: 'inquiry', status, unknownSince });
    await alone
      .collection('payments')
      .insertMany([
        row('UNKNOWN', at(1_000)),
        row('NEEDS_OPERATOR', at(500)),
        row('PENDING', null),
        { ...row('REFUNDING', at(1)), due: 'refund' },
      ]);
    expect((await new MongoPayments(alone).unknownSince(9)).toSorted()).to.deep.equal([1_000, 500]);
    expect(await new MongoPayments(alone).unknownSince(1)).to.have.length(1);
    await alone.dropDatabase();
  });

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
          { projection: { _id: 1, traceId: 1 } },
        )
        .sort({ _id: 1 })
        .explain();
      expect(JSON.stringify(plan.queryPlanner.winningPlan))
        .to.contain('IXSCAN')
        .and.to.contain(`"due-${due}"`);
    });
});
