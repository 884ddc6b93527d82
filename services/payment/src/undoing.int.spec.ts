import { connectMongo } from '@wanderluxe/messaging';
import { eventually, freshId, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import type { MongoClient } from 'mongodb';
import { type App, createApp } from './app.ts';
import { paymentConfig } from './config.ts';
import { BankSimulator } from './testing/bank-simulator.ts';
import { enterKafka, type KafkaWorld, startAtTheEnd } from './testing/kafka-world.ts';
import { cancelled, expired, type InventoryReserved, released, reserved } from './testing/reserved.ts';

const many = (count: number, changes: Partial<InventoryReserved['payload']> = {}): InventoryReserved[] =>
  Array.from({ length: count }, (_, index) =>
    reserved({ propertyId: `prop-${index % 20}`, amount: String(100 + index), ...changes }),
  );

describe('payment service: cancellation and expiry', function () {
  this.timeout(90_000);
  let world: KafkaWorld;
  let bank: BankSimulator;
  let mongo: MongoClient;
  let app: App | undefined;
  const group = freshId('payment-undo');

  const start = async (changes: Record<string, string> = {}): Promise<App> => {
    const config = paymentConfig({
      ...process.env,
      OPS_PORT: '0',
      LOG_LEVEL: 'error',
      MONGODB_DATABASE: group,
      BANK_URL: bank.url,
      BANK_SETTLEMENT_BOUND_MS: '1000',
      QUEUE_PREFIX: `{${group}}`,
      UNKNOWN_FIRST_DELAY_MS: '50',
      UNKNOWN_MAX_DELAY_MS: '200',
      UNKNOWN_SWEEP_INTERVAL_MS: '300',
      ...changes,
    });
    app = await createApp(config, { group });
    return app;
  };
  /** What was said of each booking, in short. */
  const wordsOf = async (events: readonly InventoryReserved[]): Promise<string[][]> => {
    const published = await world.publishedBy(mongo.db(group));
    return events.map(({ payload }) =>
      (published.get(payload.bookingId) ?? []).map((event) =>
        'reason' in event.payload ? `${event.eventType} ${event.payload.reason}` : event.eventType,
      ),
    );
  };
  const allSaid = (events: readonly InventoryReserved[], ...words: string[]) =>
    eventually(
      async () => {
        for (const said of await wordsOf(events)) expect(said).to.deep.equal(words);
      },
      { withinMs: 40_000, everyMs: 100 },
    );
  const booksOf = async (events: readonly InventoryReserved[]) => {
    const entries = Map.groupBy(await bank.entries(), ({ reference }) => reference);
    return events.map(({ payload }) =>
      (entries.get(payload.bookingId) ?? []).map(({ kind, amount }) => `${kind} ${amount}`),
    );
  };
  const bothWays = (events: readonly InventoryReserved[]) =>
    events.map(({ payload }) => [`CAPTURE ${payload.amount}.00`, `REFUND ${payload.amount}.00`]);
  const dueOf = (due: string) =>
    mongo
      .db(group)
      .collection('payments')
      .countDocuments({ due, status: { $ne: 'REFUNDED' } });

  before(async () => {
    mongo = await connectMongo(servers().mongoUri, group);
    bank = await BankSimulator.start();
    world = await enterKafka();
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
    await app?.stop();
    app = undefined;
  });

  it('cancelled after the capture: refunded once at the bank, however often it is asked for', async () => {
    const events = many(20);
    await world.reserve(events);
    await start();
    await allSaid(events, 'PAYMENT_CAPTURED');
    const cancellations = events.map(cancelled);
    await world.say('booking.cancellations', [...cancellations, ...cancellations]);
    await allSaid(events, 'PAYMENT_CAPTURED', 'PAYMENT_REFUNDED CANCELLED');
    await world.say('booking.cancellations', cancellations);
    await world.say(
      'inventory.released',
      events.map((event) => released(event, 'CANCELLED')),
    );
    const next = many(1);
    await world.reserve(next);
    await allSaid(next, 'PAYMENT_CAPTURED');
    await allSaid(events, 'PAYMENT_CAPTURED', 'PAYMENT_REFUNDED CANCELLED');
    expect(await booksOf(events)).to.deep.equal(bothWays(events));
  });

  it('cancelling while a charge is in flight: captured, refunded, and nothing stays open', async () => {
    await bank.behave({ latencyMs: 1_500 });
    const events = many(20);
    await start();
    await world.reserve(events);
    await eventually(async () => {
      const metrics = await (await fetch(`http://127.0.0.1:${app?.opsPort}/metrics`)).text();
      expect(metrics).to.match(/wl_payment_charges_in_flight\{[^}]*\} 20/);
    });
    await world.say('booking.cancellations', events.map(cancelled));
    await allSaid(events, 'PAYMENT_CAPTURED', 'PAYMENT_REFUNDED CANCELLED');
    expect(await booksOf(events)).to.deep.equal(bothWays(events));
    expect(await dueOf('refund')).to.equal(0);
  });

  it('cancelled and expired before they are reserved: never charged, void after the bank’s bound', async () => {
    const [early, overdue] = [many(10), many(10)];
    await world.say('booking.cancellations', early.map(cancelled));
    await world.say('hold.expired', overdue.map(expired));
    await start();
    await allSaid(overdue, 'PAYMENT_FAILED HOLD_EXPIRED');
    await world.reserve([...early, ...overdue]);
    await allSaid(early, 'PAYMENT_FAILED CANCELLED');
    expect((await booksOf([...early, ...overdue])).flat()).to.deep.equal([]);
  });

  it('holds past their deadline are not charged; a hold’s end leaves what is captured or unknown alone', async () => {
    const late = many(10, { holdExpiresAt: Date.now() - 1 });
    await world.reserve(late);
    await start({ BANK_TIMEOUT_MS: '300' });
    await allSaid(late, 'PAYMENT_FAILED HOLD_EXPIRED');
    expect((await booksOf(late)).flat()).to.deep.equal([]);

    await bank.behave({ hangShare: 1, hangMs: 2_000 });
    const hanging = many(10);
    await world.reserve(hanging);
    await eventually(async () => expect(await dueOf('inquiry')).to.be.at.least(10));
    await world.say('hold.expired', hanging.map(expired));
    await allSaid(hanging, 'PAYMENT_CAPTURED');
  });

  it('unknown for too long: an operator is called, resolves it over the ops port, and the engine goes on', async () => {
    await bank.behave({ errorShare: 1 });
    const events = many(3);
    await world.reserve(events);
    await start({ UNKNOWN_ESCALATION_MS: '300', BANK_SETTLEMENT_BOUND_MS: '600000' });
    const url = `http://127.0.0.1:${app?.opsPort}/payments`;
    const waiting = async () => {
      const { payments } = (await (await fetch(url)).json()) as { payments: { bookingId: string }[] };
      return payments.map(({ bookingId }) => bookingId);
    };
    const ids = events.map(({ payload }) => payload.bookingId);
    await eventually(async () => expect(await waiting()).to.have.members(ids));
    expect(await (await fetch(url.replace('/payments', '/metrics'))).text()).to.match(
      /wl_payment_alarms_total\{kind="operator"[^}]*\} 3/,
    );
    const resolve = (bookingId: string, finding: object) =>
      fetch(`${url}/${bookingId}/resolution`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(finding),
      });
    const [first, second] = ids as [string, string];
    expect((await resolve(first, { result: 'captured', transactionId: 'tx-by-phone' })).status).to.equal(200);
    expect((await resolve(second, { result: 'declined' })).status).to.equal(200);
    await allSaid(events.slice(0, 1), 'PAYMENT_CAPTURED');
    await allSaid(events.slice(1, 2), 'PAYMENT_FAILED DECLINED');
    expect(await waiting()).to.deep.equal(ids.slice(2));
    await mongo
      .db(group)
      .collection('payments')
      .deleteOne({ _id: ids[2] as never });
  });

  it('a bank that is away and a queue that is lost only delay the refund', async () => {
    const events = many(10);
    await world.reserve(events);
    await start();
    await allSaid(events, 'PAYMENT_CAPTURED');
    await bank.behave({ errorShare: 1 });
    await world.say('booking.cancellations', events.map(cancelled));
    const rows = mongo.db(group).collection('payments');
    await eventually(async () => {
      expect(await rows.countDocuments({ due: 'refund', refundAttempts: { $gte: 2 } })).to.equal(10);
    });
    const redis = new Redis(servers().redisUrl);
    await redis.del(...(await redis.keys(`{${group}}*`)));
    redis.disconnect();
    await bank.behave({});
    await allSaid(events, 'PAYMENT_CAPTURED', 'PAYMENT_REFUNDED CANCELLED');
    expect(await booksOf(events)).to.deep.equal(bothWays(events));
  });
});
