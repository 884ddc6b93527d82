import { eventually, freshId, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { type App, createApp } from './app.ts';
import { readConfig } from './config.ts';
import type { InboundTopic } from './domain/booking.ts';
import { makeWorld, skipInboundHistory } from './test-world.ts';

interface Document {
  auditLog: { action: string }[];
  payment: object;
}

interface Story {
  topics: InboundTopic[];
  /** Of the events that end it, where it is not the fixture's. */
  reason?: string;
  /** The whole audit log: anything else was said by another service that runs on these servers. */
  actions: string[];
  status: string;
  payment: string;
  outcome: string;
}

const stories: Story[] = [
  {
    topics: ['booking.requests', 'inventory.reserved', 'payment.captured'],
    actions: ['RECEIVED', 'INVENTORY_RESERVED', 'PAYMENT_SUCCESS'],
    status: 'CONFIRMED',
    payment: 'CAPTURED',
    outcome: 'BOOKING_CONFIRMED',
  },
  {
    topics: ['booking.requests', 'inventory.rejected'],
    actions: ['RECEIVED', 'INVENTORY_REJECTED'],
    status: 'FAILED',
    payment: 'CANCELLED',
    outcome: 'BOOKING_FAILED',
  },
  {
    topics: ['booking.requests', 'inventory.reserved', 'inventory.released', 'payment.failed'],
    actions: ['RECEIVED', 'INVENTORY_RESERVED', 'INVENTORY_RELEASED', 'PAYMENT_FAILED'],
    status: 'FAILED',
    payment: 'DECLINED',
    outcome: 'BOOKING_FAILED',
  },
  {
    topics: ['booking.requests', 'inventory.reserved', 'inventory.released', 'payment.failed'],
    reason: 'HOLD_EXPIRED',
    actions: ['RECEIVED', 'INVENTORY_RESERVED', 'INVENTORY_RELEASED', 'PAYMENT_FAILED'],
    status: 'FAILED',
    payment: 'CANCELLED',
    outcome: 'BOOKING_FAILED',
  },
  {
    topics: ['booking.requests', 'inventory.reserved', 'inventory.released', 'payment.failed'],
    reason: 'CANCELLED',
    actions: ['RECEIVED', 'INVENTORY_RESERVED', 'INVENTORY_RELEASED', 'PAYMENT_FAILED'],
    status: 'CANCELLED',
    payment: 'CANCELLED',
    outcome: 'BOOKING_CANCELLED',
  },
  {
    topics: ['booking.requests', 'inventory.released', 'payment.refunded', 'booking.cancellations'],
    reason: 'CANCELLED',
    actions: ['RECEIVED', 'INVENTORY_RELEASED', 'PAYMENT_REFUNDED', 'CANCELLATION_REQUESTED'],
    status: 'CANCELLED',
    payment: 'REFUNDED',
    outcome: 'BOOKING_CANCELLED',
  },
];

const endsIt = (topic: InboundTopic): boolean =>
  topic === 'inventory.released' || topic === 'payment.failed' || topic === 'payment.refunded';

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

describe('the booking-ledger on real Kafka, registry and Mongo', function () {
  this.timeout(90_000);
  const database = freshId('ledger-test');
  let app: App;
  let world: Awaited<ReturnType<typeof makeWorld>>;

  const get = async (path: string, port = app.httpPort) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: response.status, body: (await response.json()) as never };
  };

  before(async () => {
    world = await makeWorld();
    await skipInboundHistory(database);
    const env = { ...process.env, MONGODB_DATABASE: database, LOG_LEVEL: 'error' };
    const config = readConfig({ ...env, HTTP_PORT: '0', OPS_PORT: '0' });
    app = await createApp(config, { group: database });
  });
  after(async () => {
    await app?.stop();
    await world?.close();
    const client = await MongoClient.connect(servers().mongoUri);
    await client.db(database).dropDatabase();
    await client.close();
  });

  it('is ready once Mongo answers and its consumer has joined', async () => {
    await eventually(
      async () => {
        const { status, body } = await get('/readyz', app.opsPort);
        expect([status, body]).to.deep.equal([200, { ready: true, notReady: [] }]);
      },
      { withinMs: 30_000 },
    );
  });

  it('shows the one right document and says one outcome for events shuffled and delivered twice', async () => {
    const properties = [freshId('prop'), freshId('prop'), freshId('prop')];
    const bookings = Array.from({ length: 60 }, (_, index) => {
      const story = stories[index % stories.length] as Story;
      const propertyId = properties[index % properties.length] as string;
      return { bookingId: freshId('b'), propertyId, ...story };
    });
    const deliveries = bookings.flatMap(({ bookingId, propertyId, topics, reason }) =>
      topics.map((topic) => ({ topic, bookingId, propertyId, ...(endsIt(topic) && reason && { reason }) })),
    );
    await Promise.all(shuffled([...deliveries, ...deliveries]).map((delivery) => world.publish([delivery])));

    for (const { bookingId, actions, status, payment, outcome } of bookings) {
      await eventually(
        async () => {
          const document = (await get(`/bookings/${bookingId}`)).body as Document;
          expect(document.auditLog.map(({ action }) => action)).to.deep.equal(actions);
          expect(document).to.include({ version: actions.length, status });
          expect(document.payment).to.include({ amount: 5000, status: payment });
        },
        { withinMs: 60_000 },
      );
      await eventually(() => expect(world.outcomesOf(bookingId).length).to.be.greaterThan(0));
      expect(world.outcomesOf(bookingId).map(({ eventType }) => eventType)).to.deep.equal([outcome]);
    }

    // What is published last is heard last: after it no second outcome of the others can be on its way.
    for (const propertyId of properties) {
      const bookingId = freshId('last');
      await world.publish([{ topic: 'inventory.rejected', bookingId, propertyId }]);
      await eventually(() => expect(world.outcomesOf(bookingId)).to.have.length(1), { withinMs: 30_000 });
    }
    for (const { bookingId } of bookings) expect(world.outcomesOf(bookingId)).to.have.length(1);
  });
});
