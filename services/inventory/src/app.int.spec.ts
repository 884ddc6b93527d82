import {
  connectPublishing,
  kafkaAdmin,
  kafkaSource,
  type PublishingSide,
  recordsOfBytes,
} from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { type BookingFacts, schemaText, subjectOf } from '@wanderluxe/schemas';
import { eventually, freshId, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { type Binary, MongoClient } from 'mongodb';
import { reservationsOf } from './adapters/mongo/documents.ts';
import { connectRedis } from './adapters/redis/connect.ts';
import { keysOf } from './adapters/redis/redis-counters.ts';
import { type App, createApp } from './app.ts';
import { readConfig } from './config.ts';
import { inboundTopics } from './subscriptions.ts';
import { captured, type Delivered, failed, initiated, refunded } from './testing/events.ts';
import { factsFor } from './testing/facts.ts';
import { ready } from './testing/real.ts';

const kafka = () => ({ brokers: servers().kafkaBrokers, clientId: 'inventory-test', logger: silentLogger });

/**
 * Lets a new group begin with what is published from now on: other tests' bookings are not for it to answer. A member
 * joins first: a new broker takes a while until it knows of any group.
 */
async function skipHistory(groupId: string): Promise<void> {
  const joined = Promise.withResolvers<void>();
  const member = kafkaSource({ ...kafka(), groupId, topics: inboundTopics, onFatal: joined.reject });
  try {
    await member.start({ offer: () => 0, assigned: () => joined.resolve() });
    await joined.promise;
    await member.commit(await eventually(() => endsOf(groupId)));
  } finally {
    await member.stop();
  }
}

async function endsOf(groupId: string) {
  const admin = await kafkaAdmin(kafka());
  try {
    const ends = inboundTopics.map(async (topic) =>
      (await admin.offsets(groupId, topic)).map(({ partition, end }) => ({ topic, partition, offset: end })),
    );
    return (await Promise.all(ends)).flat();
  } finally {
    await admin.close();
  }
}

/**
 * Where payment leads, whoever decides: a payment service that runs on the same servers hears of these bookings too
 * and may be faster. That a capture confirms and a failure releases is said by the specs of the handlers.
 */
const settled = ['FIRM', 'RELEASED'];

describe('the inventory as a whole, over Kafka', function () {
  this.timeout(60_000);
  const database = freshId('inventory');
  const hotel = freshId('hotel');
  let client: MongoClient;
  let app: App | undefined;
  let outside: PublishingSide | undefined;

  before(async () => {
    const { kafkaBrokers, registryUrl, mongoUri, redisUrl } = servers();
    client = await MongoClient.connect(mongoUri);
    const config = readConfig({
      KAFKA_BROKERS: kafkaBrokers.join(','),
      SCHEMA_REGISTRY_URL: registryUrl,
      MONGODB_URI: mongoUri,
      MONGODB_DATABASE: database,
      REDIS_URL: redisUrl,
      HTTP_PORT: '0',
      OPS_PORT: '0',
      LOG_LEVEL: 'error',
      SWEEP_INTERVAL_MS: '100',
      RECONCILE_INTERVAL_MS: '200',
      RECONCILE_GRACE_MS: '200',
      // The facts of the tests are of one summer, whatever the day is.
      KEEP_PAST_DAYS: '36500',
    });
    const contracts = Object.fromEntries(inboundTopics.map((topic) => [topic, schemaText(topic)]));
    await skipHistory(database);
    outside = await connectPublishing({ ...kafka(), service: 'test', registryUrl, contracts, subjectOf });
    app = await createApp(config, { group: database });
  });

  after(async () => {
    await outside?.publisher.close();
    await app?.stop();
    await client.db(database).dropDatabase();
    await client.close();
  });

  const http = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${app?.httpPort}${path}`, init);
  const ops = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${app?.opsPort}${path}`, init);
  const publish = async ({ topic, event }: Delivered) => {
    const value = outside?.codec.encode(topic, event) as Buffer;
    await outside?.publisher.publish([{ topic, key: hotel, value, headers: {} }]);
  };
  async function free(): Promise<number[]> {
    const response = await http(`/properties/${hotel}/availability?from=2026-06-10&to=2026-06-12`);
    const { nights } = (await response.json()) as { nights: { free: number }[] };
    return nights.map((night) => night.free);
  }

  const state = async ({ bookingId }: BookingFacts) =>
    (await reservationsOf(client.db(database)).findOne({ _id: bookingId }))?.state;

  /** How many of its events on this topic are on Kafka. */
  async function published(topic: string): Promise<number> {
    const outbox = client.db(database).collection<{ records: Binary }>('outbox');
    const rows = await outbox.find({ publishedAt: { $type: 'date' } }).toArray();
    const records = rows.flatMap(({ records }) => recordsOfBytes(records.buffer));
    return records.filter((record) => record.topic === topic).length;
  }

  it('becomes ready', () => eventually(async () => expect((await ops('/readyz')).status).to.equal(200)));

  it('reserves, confirms and releases rooms as the events come in, and shows it', async () => {
    await http(`/properties/${hotel}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ capacity: 2 }),
    });
    const [paid, declined] = [factsFor(hotel), factsFor(hotel)];
    for (const facts of [paid, declined]) await publish(initiated(facts));
    // Rooms are counted before they are journalled: payment hears of them afterwards, and so do these events.
    await eventually(async () => {
      for (const facts of [paid, declined]) expect(await state(facts)).to.be.oneOf(['HELD', ...settled]);
    });
    await publish(captured(paid));
    await publish(failed(declined));
    await eventually(async () => {
      const states = [await state(paid), await state(declined)];
      for (const reached of states) expect(reached).to.be.oneOf(settled);
      const left = 2 - states.filter((reached) => reached === 'FIRM').length;
      expect(await free()).to.deep.equal([left, left]);
    });
  });

  it('asks payment about a hold past its deadline, and gives the rooms back when payment lets it', async () => {
    const facts = factsFor(hotel);
    await publish(initiated(facts));
    const reservations = reservationsOf(client.db(database));
    await eventually(async () => expect(await state(facts)).to.be.oneOf(['HELD', ...settled]));
    await reservations.updateOne(
      { _id: facts.bookingId, state: 'HELD' },
      { $set: { holdExpiresAt: new Date() } },
    );
    await eventually(async () => {
      const row = await reservations.findOne({ _id: facts.bookingId });
      if (row?.state === 'HELD') expect(row.expiryRequestedAt).to.be.instanceOf(Date);
      if (row?.expiryRequestedAt) expect(await published('hold.expired')).to.equal(1);
    });
    await publish(failed(facts, 'HOLD_EXPIRED'));
    await eventually(async () => expect(await state(facts)).to.be.oneOf(settled));
  });

  it('gives firm rooms back when the money went back', async () => {
    const facts = factsFor(hotel);
    await publish(initiated(facts));
    await eventually(async () => expect(await state(facts)).to.be.oneOf(['HELD', ...settled]));
    await publish(captured(facts));
    await eventually(async () => expect(await state(facts)).to.be.oneOf(settled));
    await publish(refunded(facts));
    await eventually(async () => expect(await state(facts)).to.equal('RELEASED'));
  });

  it('answers operators: what differs, and what is oversold', async () => {
    const reconciled = await ops('/reconcile?dryRun=true', { method: 'POST' });
    expect(reconciled.status).to.equal(200);
    const { found, checks } = (await reconciled.json()) as { found: number; checks: { check: string }[] };
    expect(found).to.equal(0);
    expect(checks.map(({ check }) => check)).to.deep.equal(['outbox', 'counters', 'overdue-holds']);
    const oversell = await ops('/oversell');
    expect(await oversell.json()).to.deep.equal({ propertiesLookedAt: 1, complete: true, oversold: [] });
    expect((await ops('/livez')).status, 'the probes are where they were').to.equal(200);
  });

  it('reconciles by itself', async () => {
    const [, nights] = keysOf(hotel);
    const redis = await ready(connectRedis(servers().redisUrl, silentLogger));
    try {
      await redis.hset(nights, '99999', '1');
      await eventually(async () => expect(await redis.hexists(nights, '99999')).to.equal(0));
    } finally {
      redis.disconnect();
    }
  });

  it('counts what it did', async () => {
    await eventually(async () => {
      const metrics = await (await ops('/metrics')).text();
      expect(metrics).to.match(/wl_inventory_reservations_total\{state="HELD".*\} 4/);
      expect(metrics).to.match(/wl_inventory_reservations_total\{state="(FIRM|RELEASED)".*\} [1-5]/);
      expect(metrics).to.match(/wl_inventory_rebuilds_total.* [1-9]/);
    });
  });
});
