import { setBehaviour } from '@wanderluxe/infra/demo';
import { kafkaAdmin, moveOffsets } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { type TopicName, topicNames, topics } from '@wanderluxe/schemas';
import { eventually, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import {
  type BookingRequest,
  bookingWithStatus,
  cancelBooking,
  getJson,
  newBooking,
  postBooking,
} from './harness/client.ts';
import { wanderluxe } from './harness/command.ts';
import { type Engine, type ServiceName, sharedEngine } from './harness/engine.ts';
import { freeRooms, newProperty } from './harness/rooms.ts';

const OVERDUE_MS = '1500';
const WITHIN = { withinMs: 20_000 };
const kafka = () => ({ brokers: servers().kafkaBrokers, clientId: 'reconcile-test', logger: silentLogger });

interface Report {
  readonly services: readonly {
    readonly service: string;
    readonly found: number;
    readonly checks: readonly { readonly check: string; readonly found: number; readonly repaired: number }[];
  }[];
}

describe('reconcile, on the whole engine', function reconciling() {
  this.timeout(240_000);
  let engine: Engine;

  before(async () => {
    engine = await sharedEngine();
    await engine.start('booking-ledger', { BOOKING_OVERDUE_MS: OVERDUE_MS });
  });
  after(async () => {
    if (!engine) return; // it did not come up
    await setBehaviour(engine.bankUrl, {});
    await engine.start('booking-ledger');
  });

  async function reconcile(...args: readonly string[]) {
    const { status, stdout, stderr } = await wanderluxe(engine, 'reconcile', '--json', ...args);
    expect(status, stderr).to.be.oneOf([0, 2]);
    const { services } = JSON.parse(stdout) as Report;
    const found = services.reduce((sum, service) => sum + service.found, 0);
    expect(status).to.equal(found === 0 ? 0 : 2);
    return Object.fromEntries(
      services.flatMap(({ service, checks }) =>
        checks.map(({ check, ...counts }) => [`${service} ${check}`, counts]),
      ),
    );
  }

  /** Lets a service never hear what is on its topics now. */
  async function deafen(service: Exclude<ServiceName, 'gateway'>, whileAway: () => Promise<void>) {
    await engine.kill(service, 'SIGTERM');
    await whileAway();
    const heard = topicNames.filter((topic) => isHeardBy(topic, service));
    const admin = await kafkaAdmin(kafka());
    const ends = await Promise.all(heard.map((topic) => admin.offsets(service, topic)));
    await admin.close();
    const positions = heard.flatMap((topic, index) =>
      (ends[index] ?? []).map(({ partition, end }) => ({ topic, partition, offset: end })),
    );
    await moveOffsets(kafka(), service, positions);
    await engine.start(service, service === 'booking-ledger' ? { BOOKING_OVERDUE_MS: OVERDUE_MS } : {});
  }
  const isHeardBy = (topic: TopicName, service: string) =>
    (topics[topic].consumers as readonly string[]).includes(service);

  const paymentStatus = async ({ bookingId }: BookingRequest) =>
    (await getJson(`${engine.paymentOpsUrl}/payments/${bookingId}`)).body.status;
  const statusOf = async ({ bookingId }: BookingRequest) =>
    (await getJson(`${engine.ledgerUrl}/bookings/${bookingId}`)).body.status;
  const comesTo = (booking: BookingRequest, status: string) =>
    bookingWithStatus(engine.gatewayUrl, booking.bookingId, status);
  /** Until it is due, and the reconciler has asked. */
  const driven = async (booking: BookingRequest, status: string) =>
    eventually(
      async () => {
        await reconcile('--service', 'booking-ledger');
        expect(await statusOf(booking)).to.equal(status);
      },
      { withinMs: 40_000, everyMs: 1_000 },
    );

  it('a booking whose request inventory never heard: it is reserved, charged and CONFIRMED', async () => {
    const booking = newBooking(await newProperty(engine, 1));
    await deafen('inventory', async () => {
      expect((await postBooking(engine.gatewayUrl, booking)).status).to.equal(202);
      await comesTo(booking, 'PENDING');
    });
    expect(await statusOf(booking)).to.equal('PENDING');
    await driven(booking, 'CONFIRMED');
    expect(await freeRooms(engine, booking)).to.deep.equal([0, 0]);
  });

  it('a booking whose reservation payment never heard: CONFIRMED', async () => {
    const booking = newBooking(await newProperty(engine, 1));
    await deafen('payment', async () => {
      await postBooking(engine.gatewayUrl, booking);
      await comesTo(booking, 'RESERVED');
    });
    await driven(booking, 'CONFIRMED');
  });

  it('a booking whose capture the ledger never heard: CONFIRMED', async () => {
    await setBehaviour(engine.bankUrl, { latencyMs: 3_000 });
    const booking = newBooking(await newProperty(engine, 1));
    await postBooking(engine.gatewayUrl, booking);
    await comesTo(booking, 'RESERVED');
    await deafen('booking-ledger', async () => {
      await eventually(async () => expect(await paymentStatus(booking)).to.equal('CAPTURED'), WITHIN);
      await setBehaviour(engine.bankUrl, {});
    });
    expect(await statusOf(booking)).to.equal('RESERVED');
    await driven(booking, 'CONFIRMED');
  });

  it('a cancellation that payment never heard: CANCELLED, and the rooms are free', async () => {
    const booking = newBooking(await newProperty(engine, 1));
    await postBooking(engine.gatewayUrl, booking);
    await comesTo(booking, 'CONFIRMED');
    await deafen('payment', async () => {
      const { status } = await cancelBooking(engine.gatewayUrl, booking.bookingId, 'plans changed');
      expect(status).to.equal(202);
      await eventually(async () => {
        const { body } = await getJson(`${engine.ledgerUrl}/bookings/${booking.bookingId}`);
        expect(JSON.stringify(body.auditLog)).to.contain('CANCELLATION_REQUESTED');
      });
    });
    expect(await statusOf(booking)).to.equal('CONFIRMED');
    await driven(booking, 'CANCELLED');
    await eventually(async () => expect(await freeRooms(engine, booking)).to.deep.equal([1, 1]));
  });

  it('the queue of reminders flushed while payments are UNKNOWN: found, and CONFIRMED', async () => {
    const patient = {
      BANK_SETTLEMENT_BOUND_MS: '600000',
      UNKNOWN_FIRST_DELAY_MS: '200',
      UNKNOWN_MAX_DELAY_MS: '400',
    };
    const seldom = { RECONCILE_INTERVAL_MS: '3600000', UNKNOWN_SWEEP_INTERVAL_MS: '3600000' };
    await engine.start('payment', { ...patient, ...seldom });
    try {
      await setBehaviour(engine.bankUrl, { resetShare: 1, lookupDelayMs: 600_000 });
      const bookings: BookingRequest[] = [];
      for (let index = 0; index < 3; index += 1) bookings.push(newBooking(await newProperty(engine, 1)));
      for (const booking of bookings) await postBooking(engine.gatewayUrl, booking);
      for (const booking of bookings)
        await eventually(async () => expect(await paymentStatus(booking)).to.equal('UNKNOWN'), WITHIN);
      const redis = new Redis(engine.redisUrl);
      await redis.flushall();
      redis.disconnect();
      const dry = await reconcile('--dry-run', '--service', 'payment');
      expect(dry['payment reminders']).to.include({ found: 3, repaired: 0 });
      for (const booking of bookings) expect(await paymentStatus(booking)).to.equal('UNKNOWN');
      await setBehaviour(engine.bankUrl, {});
      const real = await reconcile('--service', 'payment');
      expect(real['payment reminders']).to.include({ found: 3, repaired: 3 });
      for (const booking of bookings) await comesTo(booking, 'CONFIRMED');
      expect((await reconcile('--service', 'payment'))['payment reminders']).to.include({ found: 0 });
    } finally {
      await engine.start('payment');
    }
  });
});
