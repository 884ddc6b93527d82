import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { addDays, readBankLedger, setBehaviour } from '@wanderluxe/infra/demo';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import {
  type BookingRequest,
  bookingWithStatus,
  cancelBooking,
  getJson,
  newBooking,
  postBooking,
} from './harness/client.ts';
import { type Engine, sharedEngine } from './harness/engine.ts';
import { freeRooms, newProperty } from './harness/rooms.ts';
import { ShiftedTime, withRedis } from './harness/time-passes.ts';

const ROOMS = 5;
const COPIES = 20;
/** Still ahead on day 31. */
const CHECK_IN_AHEAD_DAYS = 60;
const DAY_HOURS = 24;
const WITHIN = { withinMs: 40_000, everyMs: 200 };

/** How a booking can have ended before it is asked for again, and all that the ledger knows of it then. */
const ends = [
  { status: 'CONFIRMED', log: ['PAYMENT_SUCCESS'] },
  { status: 'FAILED', log: ['PAYMENT_FAILED', 'INVENTORY_RELEASED'] },
  {
    status: 'CANCELLED',
    log: ['PAYMENT_SUCCESS', 'CANCELLATION_REQUESTED', 'PAYMENT_REFUNDED', 'INVENTORY_RELEASED'],
  },
];

describe('one Idempotency-Key, one booking: no second booking and no second charge', function oneKey() {
  this.timeout(150_000);
  let engine: Engine;
  let time: ShiftedTime;
  before(async () => {
    engine = await sharedEngine();
    time = new ShiftedTime(engine);
  });
  afterEach(async () => {
    await time.putBack();
    await setBehaviour(engine.bankUrl, {});
  });

  const stayAt = (propertyId: string, aheadDays = CHECK_IN_AHEAD_DAYS): BookingRequest => {
    const checkInDate = addDays(new Date().toISOString().slice(0, 10), aheadDays);
    return newBooking(propertyId, { checkInDate, checkOutDate: addDays(checkInDate, 2) });
  };
  const documentOf = async ({ bookingId }: BookingRequest) =>
    (await getJson(`${engine.ledgerUrl}/bookings/${bookingId}`)).body;

  /** Books, and waits until nothing more is to come. */
  async function ended({ status, log }: (typeof ends)[number], key: string): Promise<BookingRequest> {
    await setBehaviour(engine.bankUrl, { declineShare: status === 'FAILED' ? 1 : 0 });
    const booking = stayAt(await newProperty(engine, ROOMS));
    const { status: answered, text } = await postBooking(engine.gatewayUrl, booking, {
      'idempotency-key': key,
    });
    expect(answered, text).to.equal(202);
    if (status === 'CANCELLED') {
      await bookingWithStatus(engine.gatewayUrl, booking.bookingId, 'CONFIRMED');
      await cancelBooking(engine.gatewayUrl, booking.bookingId, 'plans changed');
    }
    await bookingWithStatus(engine.gatewayUrl, booking.bookingId, status);
    await eventually(async () => {
      const actions = (await documentOf(booking)).auditLog.map(({ action }: { action: string }) => action);
      expect(actions).to.have.members(['RECEIVED', 'INVENTORY_RESERVED', ...log]);
    }, WITHIN);
    // From now on the bank would say yes.
    await setBehaviour(engine.bankUrl, {});
    return booking;
  }

  /** All that a second booking or a second charge would show in. */
  async function tracesOf(booking: BookingRequest): Promise<unknown> {
    const bank = await readBankLedger(engine.bankUrl);
    return {
      document: await documentOf(booking),
      bank: bank.filter(({ reference }) => reference === booking.bookingId),
      free: await freeRooms(engine, booking),
    };
  }

  async function expectRefused(booking: BookingRequest, key: string): Promise<void> {
    const again = () => postBooking(engine.gatewayUrl, booking, { 'idempotency-key': key });
    const answers = await Promise.all(Array.from({ length: COPIES }, again));
    const codes = new Set(answers.map(({ status, body }) => `${status} ${body.code}`));
    expect(codes).to.include('409 already_processed');
    codes.delete('409 idempotency_key_in_progress');
    expect([...codes]).to.deep.equal(['409 already_processed']);
  }

  /** Another booking of the same property, so of the same partition, comes behind whatever was said before. */
  async function passThrough({ propertyId }: BookingRequest): Promise<void> {
    const last = stayAt(propertyId, CHECK_IN_AHEAD_DAYS + 10);
    const { status, text } = await postBooking(engine.gatewayUrl, last);
    expect(status, text).to.equal(202);
    await bookingWithStatus(engine.gatewayUrl, last.bookingId, 'CONFIRMED');
  }

  for (const end of ends) {
    it(`${end.status}, asked for again after a second, at hour 25, on day 31 and after Redis lost all`, async () => {
      const key = randomUUID();
      const booking = await ended(end, key);
      const before = await tracesOf(booking);

      await sleep(1_000);
      await expectRefused(booking, key);
      await time.moveToHour(25);
      await expectRefused(booking, key);
      await time.moveToHour(31 * DAY_HOURS);
      await expectRefused(booking, key);
      await withRedis(engine, (redis) => redis.flushall());
      await expectRefused(booking, key);
      await expectRefused(booking, randomUUID());

      await passThrough(booking);
      expect(await tracesOf(booking)).to.deep.equal(before);
    });

    it(`${end.status}, asked for again when nobody at the edge can know: no claim and no ledger`, async () => {
      const key = randomUUID();
      const booking = await ended(end, key);
      const before = await tracesOf(booking);

      await engine.kill('booking-ledger');
      await withRedis(engine, (redis) => redis.flushall());
      const again = await postBooking(engine.gatewayUrl, booking, { 'idempotency-key': key });
      expect(again.status, again.text).to.equal(202);
      const dearer = { ...booking, amount: booking.amount * 2 };
      await withRedis(engine, (redis) => redis.flushall());
      const other = await postBooking(engine.gatewayUrl, dearer, { 'idempotency-key': randomUUID() });
      expect(other.status, other.text).to.equal(202);
      await engine.start('booking-ledger');

      await passThrough(booking);
      expect(await tracesOf(booking)).to.deep.equal(before);
    });
  }
});
