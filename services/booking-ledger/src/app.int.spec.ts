import { eventually, freshId, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { type App, createApp } from './app.ts';
import { readConfig } from './config.ts';
import type { InboundTopic } from './domain/booking.ts';
import { makeWorld, skipInboundHistory } from './test-world.ts';

const stories: [topics: InboundTopic[], status: string, payment: string, outcome: string][] = [
  [
    ['booking.requests', 'inventory.reserved', 'payment.captured'],
    'CONFIRMED',
    'CAPTURED',
    'BOOKING_CONFIRMED',
  ],
  [['booking.requests', 'inventory.rejected'], 'FAILED', 'CANCELLED', 'BOOKING_FAILED'],
  [
    ['booking.requests', 'inventory.reserved', 'payment.failed', 'inventory.released'],
    'FAILED',
    'DECLINED',
    'BOOKING_FAILED',
  ],
];

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
      const [topics, status, payment, outcome] = stories[index % stories.length] as (typeof stories)[number];
      const propertyId = properties[index % properties.length] as string;
      return { bookingId: freshId('b'), propertyId, topics, status, payment, outcome };
    });
    const deliveries = bookings.flatMap(({ bookingId, propertyId, topics }) =>
      topics.map((topic) => ({ topic, bookingId, propertyId })),
    );
    await Promise.all(shuffled([...deliveries, ...deliveries]).map((delivery) => world.publish([delivery])));

    for (const { bookingId, topics, status, payment, outcome } of bookings) {
      const document = await eventually(
        async () => {
          const { body } = await get(`/bookings/${bookingId}`);
          expect(body).to.include({ version: topics.length, status });
          return body as { payment: object; auditLog: { timestamp: string }[] };
        },
        { withinMs: 60_000 },
      );
      expect(document.payment).to.include({ amount: 5000, status: payment });
      const times = document.auditLog.map(({ timestamp }) => timestamp);
      expect(times)
        .to.deep.equal([...times].sort())
        .and.to.have.length(topics.length);
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
