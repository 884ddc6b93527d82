import { connectMongo } from '@wanderluxe/messaging';
import { eventually, freshId, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import type { MongoClient } from 'mongodb';
import { type App, createApp } from './app.ts';
import { paymentConfig } from './config.ts';
import { BankSimulator } from './testing/bank-simulator.ts';
import { enterKafka, type KafkaWorld, startAtTheEnd } from './testing/kafka-world.ts';
import { type InventoryReserved, reserved } from './testing/reserved.ts';

const many = (count: number): InventoryReserved[] =>
  Array.from({ length: count }, (_, index) =>
    reserved({ propertyId: `prop-${index % 20}`, amount: String(100 + index) }),
  );

describe('payment service', function () {
  this.timeout(90_000);
  let world: KafkaWorld;
  let bank: BankSimulator;
  let mongo: MongoClient;
  let apps: App[] = [];
  const group = freshId('payment-test');

  const start = async (changes: Record<string, string> = {}): Promise<App> => {
    const config = paymentConfig({
      ...process.env,
      OPS_PORT: '0',
      LOG_LEVEL: 'error',
      MONGODB_DATABASE: group,
      BANK_URL: bank.url,
      QUEUE_PREFIX: `{${group}}`,
      UNKNOWN_FIRST_DELAY_MS: '50',
      UNKNOWN_MAX_DELAY_MS: '200',
      UNKNOWN_SWEEP_INTERVAL_MS: '300',
      ...changes,
    });
    const app = await createApp(config, { group });
    apps.push(app);
    return app;
  };
  const stop = async (app: App) => {
    apps = apps.filter((other) => other !== app);
    await app.stop();
  };
  const opsOf = (app: App, path: string) => fetch(`http://127.0.0.1:${app.opsPort}${path}`);
  /** Waits until each booking's outcome is published, and is the only word about it. */
  const allSaid = (events: readonly InventoryReserved[], eventType: string) =>
    eventually(
      async () => {
        const published = await world.publishedBy(mongo.db(group));
        const outcomes = events.flatMap(({ payload }) => published.get(payload.bookingId) ?? []);
        expect(outcomes).to.have.length(events.length);
        for (const outcome of outcomes) expect(outcome.eventType).to.equal(eventType);
        return outcomes;
      },
      { withinMs: 40_000, everyMs: 100 },
    );
  /** The bank's own books: each booking captured once, in its exact amount. */
  const capturedOnce = async (events: readonly InventoryReserved[]) => {
    const entries = Map.groupBy(await bank.entries(), ({ reference }) => reference);
    for (const { payload } of events) {
      const books = (entries.get(payload.bookingId) ?? []).map(({ kind, amount }) => `${kind} ${amount}`);
      expect(books, payload.bookingId).to.deep.equal([`CAPTURE ${payload.amount}.00`]);
    }
  };
  const unknownOf = async (events: readonly InventoryReserved[]) => {
    const ids = events.map(({ payload }) => payload.bookingId as never);
    return mongo
      .db(group)
      .collection('payments')
      .countDocuments({ _id: { $in: ids }, status: 'UNKNOWN' });
  };
  const allUnknown = (events: readonly InventoryReserved[]) =>
    eventually(async () => expect(await unknownOf(events)).to.equal(events.length), { withinMs: 40_000 });
  before(async () => {
    mongo = await connectMongo(servers().mongoUri, group);
    bank = await BankSimulator.start();
    world = await enterKafka();
    await bank.behave({});
    await startAtTheEnd(group);
  });
  after(async () => {
    await bank?.stop();
    await world?.leave();
    await mongo.db(group).dropDatabase();
    await mongo.close();
  });
  beforeEach(() => bank.behave({}));
  afterEach(async () => {
    await Promise.all(apps.splice(0).map((app) => app.stop()));
  });

  it('captures 500 bookings whose charges finish out of order, once each, and remembers that after a restart', async () => {
    await bank.behave({ latencyMs: 100, latencyJitterMs: 300 });
    const events = many(500);
    await world.reserve(events);
    const app = await start();
    const outcomes = await allSaid(events, 'PAYMENT_CAPTURED');
    await eventually(() => expect(outcomes.every(world.hasHeard)).to.equal(true));
    await capturedOnce(events);
    expect((await opsOf(app, '/readyz')).status).to.equal(200);
    expect(await (await opsOf(app, '/metrics')).text()).to.contain(
      'wl_payment_charge_outcomes_total{result="CAPTURED"',
    );
    const orderAtTheBank = (await bank.entries()).map(({ reference }) => reference);
    expect(orderAtTheBank).to.not.deep.equal(events.map(({ payload }) => payload.bookingId));

    await stop(app);
    const later = many(5);
    await world.reserve([...events.slice(0, 50), ...later]);
    await start();
    await allSaid(later, 'PAYMENT_CAPTURED');
    await capturedOnce([...events, ...later]);
  });

  it('a timeout, then a look-up: CAPTURED, never a decline', async () => {
    await bank.behave({ hangShare: 1, hangMs: 1_500 });
    const events = many(20);
    await world.reserve(events);
    await start({ BANK_TIMEOUT_MS: '300' });
    await allSaid(events, 'PAYMENT_CAPTURED');
    await capturedOnce(events);
    expect(await unknownOf(events)).to.equal(0);
  });

  it('a connection reset after the capture: CAPTURED', async () => {
    await bank.behave({ resetShare: 1 });
    const events = many(20);
    await world.reserve(events);
    await start();
    await allSaid(events, 'PAYMENT_CAPTURED');
    await capturedOnce(events);
  });

  it('a bank that never got the charge: charged again under the same key once the bound has passed', async () => {
    await bank.behave({ errorShare: 1 });
    const events = many(20);
    await world.reserve(events);
    await start({ BANK_SETTLEMENT_BOUND_MS: '500' });
    await allUnknown(events);
    await bank.behave({});
    await allSaid(events, 'PAYMENT_CAPTURED');
    await capturedOnce(events);
  });

  it('a queue that lost its jobs: still resolved', async () => {
    await bank.behave({ resetShare: 1, lookupDelayMs: 600_000 });
    const events = many(20);
    await world.reserve(events);
    await start({ BANK_SETTLEMENT_BOUND_MS: '600000' });
    await allUnknown(events);
    const redis = new Redis(servers().redisUrl);
    const keys = await redis.keys(`{${group}}*`);
    expect(keys.length).to.be.greaterThan(0);
    await redis.del(...keys);
    redis.disconnect();
    await bank.behave({});
    await allSaid(events, 'PAYMENT_CAPTURED');
    await capturedOnce(events);
  });

  it('declines: PAYMENT_FAILED, nothing captured', async () => {
    await bank.behave({ declineShare: 1 });
    const events = many(20);
    await world.reserve(events);
    await start();
    await allSaid(events, 'PAYMENT_FAILED');
    const ours = new Set(events.map(({ payload }) => payload.bookingId));
    const kinds = (await bank.entries()).flatMap(({ reference, kind }) =>
      ours.has(reference) ? [kind] : [],
    );
    expect(kinds).to.deep.equal(Array(20).fill('DECLINE'));
  });

  it('a bank that is away: waits, says that it is not ready, and captures when it is back', async () => {
    const { port } = bank;
    await bank.stop();
    const events = many(20);
    await world.reserve(events);
    const app = await start();
    await eventually(async () => expect((await opsOf(app, '/readyz')).status).to.equal(503));
    expect(await unknownOf(events)).to.equal(0);
    bank = await BankSimulator.start({ port });
    await allSaid(events, 'PAYMENT_CAPTURED');
    await capturedOnce(events);
    await eventually(async () => expect((await opsOf(app, '/readyz')).status).to.equal(200));
  });

  it('stopped in the middle of its charges and started again: each captured once', async () => {
    await bank.behave({ latencyMs: 200, latencyJitterMs: 1_000 });
    const events = many(200);
    await world.reserve(events);
    const first = await start({ MAX_CHARGES_IN_FLIGHT: '50' });
    const ids = new Set(events.map(({ payload }) => payload.bookingId));
    await eventually(async () => {
      const ours = (await bank.entries()).filter(({ reference }) => ids.has(reference));
      expect(ours.length).to.be.within(30, 199);
    });
    await stop(first);
    await start();
    await allSaid(events, 'PAYMENT_CAPTURED');
    await capturedOnce(events);
  });
});
