import { DependencyUnavailableError, MongoUnitOfWork } from '@wanderluxe/messaging';
import { freshId, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { Decimal128, MongoClient } from 'mongodb';
import { fold } from '../domain/fold.ts';
import { atSecond, eventOn } from '../fixtures.ts';
import { describeBookingsBehaviour } from './bookings.behaviour.ts';
import { MongoBookings } from './mongo-bookings.ts';

describe('MongoBookings on a real server', () => {
  let client: MongoClient;
  const database = freshId('ledger-test');
  before(async () => {
    client = await MongoClient.connect(servers().mongoUri);
    await new MongoBookings(client.db(database)).createIndexes();
  });
  after(async () => {
    await client.db(database).dropDatabase();
    await client.close();
  });

  describeBookingsBehaviour('MongoBookings', async () => ({
    bookings: new MongoBookings(client.db(database)),
    unitOfWork: new MongoUnitOfWork(client),
  }));

  it("stores exactly the specification's document", async () => {
    const bookingId = freshId('b');
    const payload = { bookingId };
    const booking = fold(undefined, [
      eventOn('booking.requests', { payload }),
      eventOn('payment.captured', { payload }),
      eventOn('inventory.released', { payload }),
    ]);
    const bookings = new MongoBookings(client.db(database));
    await new MongoUnitOfWork(client).run((tx) => bookings.save(tx, [{ before: undefined, after: booking }]));
    const document = await client
      .db(database)
      .collection('bookings')
      .findOne({ _id: bookingId as never });
    expect(document).to.deep.equal({
      _id: bookingId,
      userId: 'user-1',
      propertyId: 'prop-1',
      status: 'CONFIRMED',
      payment: {
        amount: Decimal128.fromString('5000.00'),
        currency: 'USD',
        transactionId: 'tx-1',
        status: 'CAPTURED',
      },
      auditLog: [
        { action: 'RECEIVED', timestamp: new Date(atSecond(0)) },
        { action: 'INVENTORY_RELEASED', timestamp: new Date(atSecond(3)), reason: 'PAYMENT_FAILED' },
        { action: 'PAYMENT_SUCCESS', timestamp: new Date(atSecond(4)) },
      ],
      createdAt: new Date(atSecond(0)),
      updatedAt: new Date(atSecond(4)),
      version: 3,
    });
  });

  it("has exactly the specification's indexes", async () => {
    const indexes = await client.db(database).collection('bookings').indexes();
    const keys = indexes.map(({ key }) => key);
    expect(keys).to.have.deep.members([{ _id: 1 }, { propertyId: 1, status: 1 }, { userId: 1 }]);
  });

  it('says that the database is away when it is', async () => {
    const nowhere = new MongoClient('mongodb://127.0.0.1:1/?directConnection=true', {
      serverSelectionTimeoutMS: 100,
    });
    const error = await new MongoBookings(nowhere.db(database)).find(['b']).catch((fault: unknown) => fault);
    expect(error).to.be.instanceOf(DependencyUnavailableError).with.property('dependency', 'mongo');
    await nowhere.close();
  });
});
