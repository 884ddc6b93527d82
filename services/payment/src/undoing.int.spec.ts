import { eventually, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { announced } from './domain/charge.ts';
import { blankPayment, exactFacts } from './domain/payment.ts';
import { cancelled, expired, released } from './testing/reserved.ts';
import { bothWays, many, ServiceUnderTest } from './testing/service-under-test.ts';

describe('payment service: cancellation and expiry', function () {
  this.timeout(90_000);
  let service: ServiceUnderTest;
  before(async () => {
    service = await ServiceUnderTest.enter('payment-undo');
  });
  beforeEach(() => service.bank.behave({}));
  afterEach(() => service?.stop());
  after(() => service?.leave());

  it('cancelled after the capture: refunded once at the bank, however often it is asked for', async () => {
    const events = many(20);
    await service.world.reserve(events);
    await service.start();
    await service.allSaid(events, 'PAYMENT_CAPTURED');
    const cancellations = events.map(cancelled);
    await service.world.say('booking.cancellations', [...cancellations, ...cancellations]);
    await service.allSaid(events, 'PAYMENT_CAPTURED', 'PAYMENT_REFUNDED CANCELLED');
    await service.world.say('booking.cancellations', cancellations);
    await service.world.say(
      'inventory.released',
      events.map((event) => released(event, 'CANCELLED')),
    );
    const next = many(1);
    await service.world.reserve(next);
    await service.allSaid(next, 'PAYMENT_CAPTURED');
    await service.allSaid(events, 'PAYMENT_CAPTURED', 'PAYMENT_REFUNDED CANCELLED');
    expect(await service.booksOf(events)).to.deep.equal(bothWays(events));
  });

  it('cancelling while a charge is in flight: captured, refunded, and nothing stays open', async () => {
    await service.bank.behave({ latencyMs: 1_500 });
    const events = many(20);
    await service.start();
    await service.world.reserve(events);
    await eventually(async () => {
      expect(await service.metrics()).to.match(/wl_payment_charges_in_flight\{[^}]*\} 20/);
    });
    await service.world.say('booking.cancellations', events.map(cancelled));
    await service.allSaid(events, 'PAYMENT_CAPTURED', 'PAYMENT_REFUNDED CANCELLED');
    expect(await service.booksOf(events)).to.deep.equal(bothWays(events));
    expect(await service.count(events, { due: 'refund' })).to.equal(0);
  });

  it('cancelled and expired before they are reserved: never charged, void at once', async () => {
    const [early, overdue] = [many(10), many(10)];
    await service.world.say('booking.cancellations', early.map(cancelled));
    await service.world.say('hold.expired', overdue.map(expired));
    await service.start();
    await service.allSaid(overdue, 'PAYMENT_FAILED HOLD_EXPIRED');
    await service.world.reserve([...early, ...overdue]);
    await service.allSaid(early, 'PAYMENT_FAILED CANCELLED');
    expect((await service.booksOf([...early, ...overdue])).flat()).to.deep.equal([]);
  });

  it('announced by a process that is gone, and the record is gone too: found in the rows', async () => {
    const events = many(10);
    const longAgoMs = Date.now() - 60_000;
    const rows = events.map(({ payload, metadata }) =>
      announced(blankPayment(exactFacts(payload), metadata.traceId, longAgoMs), longAgoMs),
    );
    await service.store(rows);
    await service.start();
    await service.allSaid(events, 'PAYMENT_CAPTURED');
    expect(await service.booksOf(events)).to.deep.equal(
      events.map(({ payload }) => [`CAPTURE ${payload.amount}.00`]),
    );
  });

  it('holds past their deadline are not charged; a hold’s end leaves what is captured or unknown alone', async () => {
    const late = many(10, { holdExpiresAt: Date.now() - 1 });
    await service.world.reserve(late);
    await service.start({ BANK_TIMEOUT_MS: '300' });
    await service.allSaid(late, 'PAYMENT_FAILED HOLD_EXPIRED');
    expect((await service.booksOf(late)).flat()).to.deep.equal([]);

    await service.bank.behave({ hangShare: 1, hangMs: 2_000 });
    const hanging = many(10);
    await service.world.reserve(hanging);
    await eventually(async () => expect(await service.count(hanging, { due: 'inquiry' })).to.equal(10));
    await service.world.say('hold.expired', hanging.map(expired));
    await service.allSaid(hanging, 'PAYMENT_CAPTURED');
  });

  it('unknown for too long: an operator is called, resolves it over the ops port, and the engine goes on', async () => {
    await service.bank.behave({ errorShare: 1 });
    const events = many(3);
    await service.world.reserve(events);
    await service.start({ UNKNOWN_ESCALATION_MS: '300', BANK_SETTLEMENT_BOUND_MS: '600000' });
    const url = `${service.opsUrl}/payments`;
    const waiting = async () => {
      const { payments } = (await (await fetch(url)).json()) as { payments: { bookingId: string }[] };
      return payments.map(({ bookingId }) => bookingId);
    };
    const ids = events.map(({ payload }) => payload.bookingId);
    await eventually(async () => expect(await waiting()).to.have.members(ids));
    expect(await service.metrics()).to.match(/wl_payment_alarms_total\{kind="operator"[^}]*\} 3/);
    const resolve = (bookingId: string, finding: object) =>
      fetch(`${url}/${bookingId}/resolution`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(finding),
      });
    const [first, second] = ids as [string, string];
    expect((await resolve(first, { result: 'captured', transactionId: 'tx-by-phone' })).status).to.equal(200);
    expect((await resolve(second, { result: 'declined' })).status).to.equal(200);
    await service.allSaid(events.slice(0, 1), 'PAYMENT_CAPTURED');
    await service.allSaid(events.slice(1, 2), 'PAYMENT_FAILED DECLINED');
    expect(await waiting()).to.deep.equal(ids.slice(2));
    await service.rows.deleteOne({ _id: ids[2] as never });
  });

  it('a bank that is away and a queue that is lost only delay the refund', async () => {
    const events = many(10);
    await service.world.reserve(events);
    await service.start();
    await service.allSaid(events, 'PAYMENT_CAPTURED');
    await service.bank.behave({ errorShare: 1 });
    await service.world.say('booking.cancellations', events.map(cancelled));
    await eventually(async () => {
      expect(await service.count(events, { due: 'refund', refundAttempts: { $gte: 2 } })).to.equal(10);
    });
    const redis = new Redis(servers().redisUrl);
    await redis.del(...(await redis.keys(`{${service.group}}*`)));
    redis.disconnect();
    await service.bank.behave({});
    await service.allSaid(events, 'PAYMENT_CAPTURED', 'PAYMENT_REFUNDED CANCELLED');
    expect(await service.booksOf(events)).to.deep.equal(bothWays(events));
  });
});
