import { readBankLedger, setBehaviour } from '@wanderluxe/infra/demo';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import {
  type Answer,
  type BookingRequest,
  bookingWithStatus,
  cancelBooking,
  getJson,
  newBooking,
  postBooking,
} from './harness/client.ts';
import { type Engine, sharedEngine } from './harness/engine.ts';
import { freeRooms, newProperty } from './harness/rooms.ts';

const WITHIN = { withinMs: 40_000, everyMs: 200 };

describe('cancellation and the end of a hold', function cancellation() {
  this.timeout(150_000);
  let engine: Engine;
  before(async () => {
    engine = await sharedEngine();
  });
  afterEach(() => setBehaviour(engine.bankUrl, {}));

  const kindsAtTheBank = async ({ bookingId }: BookingRequest): Promise<string[]> =>
    (await readBankLedger(engine.bankUrl))
      .filter(({ reference }) => reference === bookingId)
      .map(({ kind, amount }) => `${kind} ${amount}`);
  const allFree = (booking: BookingRequest, capacity: number) =>
    eventually(
      async () => expect(await freeRooms(engine, booking)).to.deep.equal([capacity, capacity]),
      WITHIN,
    );
  const endsAs = (booking: BookingRequest, status: string) =>
    bookingWithStatus(engine.gatewayUrl, booking.bookingId, status);
  const cancel = ({ bookingId }: BookingRequest): Promise<Answer> =>
    cancelBooking(engine.gatewayUrl, bookingId, 'plans changed');
  const actionsOf = async ({ bookingId }: BookingRequest): Promise<string[]> => {
    const { body } = await getJson(`${engine.ledgerUrl}/bookings/${bookingId}`);
    return body.auditLog.map(({ action }: { action: string }) => action);
  };

  it('a CONFIRMED booking: CANCELLED, refunded at the bank, its rooms free, the whole story kept', async () => {
    const booking = newBooking(await newProperty(engine, 2));
    await postBooking(engine.gatewayUrl, booking);
    await endsAs(booking, 'CONFIRMED');
    const answers = await Promise.all([cancel(booking), cancel(booking)]);
    for (const { status, text } of answers) expect(status, text).to.equal(202);
    const { body } = await endsAs(booking, 'CANCELLED');
    expect(body.payment).to.include({ status: 'REFUNDED' });
    await allFree(booking, 2);
    expect((await cancel(booking)).status).to.equal(202);
    expect(await kindsAtTheBank(booking)).to.deep.equal(['CAPTURE 5000.00', 'REFUND 5000.00']);
    await eventually(async () => {
      expect(await actionsOf(booking)).to.have.members([
        ...['RECEIVED', 'INVENTORY_RESERVED', 'PAYMENT_SUCCESS'],
        ...['CANCELLATION_REQUESTED', 'PAYMENT_REFUNDED', 'INVENTORY_RELEASED'],
      ]);
    }, WITHIN);
  });

  it('a booking whose charge is in flight: CANCELLED, and what was captured is refunded', async () => {
    await setBehaviour(engine.bankUrl, { latencyMs: 2_500 });
    const booking = newBooking(await newProperty(engine, 1));
    await postBooking(engine.gatewayUrl, booking);
    await endsAs(booking, 'RESERVED');
    expect((await cancel(booking)).status).to.equal(202);
    await endsAs(booking, 'CANCELLED');
    expect(await kindsAtTheBank(booking)).to.deep.equal(['CAPTURE 5000.00', 'REFUND 5000.00']);
    await allFree(booking, 1);
  });

  describe('a hold that ends', () => {
    before(async () => {
      await engine.start('payment', { BANK_TIMEOUT_MS: '25000' });
      await engine.start('inventory', { HOLD_MS: '2000', SWEEP_INTERVAL_MS: '200' });
    });
    after(async () => {
      await engine.start('inventory');
      await engine.start('payment');
    });

    it('while the bank hangs: the rooms stay held, and the late capture confirms the booking', async () => {
      await setBehaviour(engine.bankUrl, { hangShare: 1, hangMs: 12_000 });
      const booking = newBooking(await newProperty(engine, 1));
      await postBooking(engine.gatewayUrl, booking);
      await endsAs(booking, 'RESERVED');
      await eventually(async () => expect(await kindsAtTheBank(booking)).to.have.length(1), WITHIN);
      expect(await freeRooms(engine, booking)).to.deep.equal([0, 0]);
      const { body } = await endsAs(booking, 'CONFIRMED');
      expect(body.payment).to.include({ status: 'CAPTURED' });
      expect(await kindsAtTheBank(booking)).to.deep.equal(['CAPTURE 5000.00']);
    });

    it('while the bank is away: FAILED, the rooms free, and nothing is charged when it is back', async () => {
      await engine.kill('bank');
      const booking = newBooking(await newProperty(engine, 1));
      await postBooking(engine.gatewayUrl, booking);
      const { body } = await endsAs(booking, 'FAILED');
      expect(body.payment).to.include({ status: 'CANCELLED' });
      await allFree(booking, 1);
      await engine.start('bank');
      const next = newBooking(booking.propertyId);
      await postBooking(engine.gatewayUrl, next);
      await endsAs(next, 'CONFIRMED');
      expect(await kindsAtTheBank(booking)).to.deep.equal([]);
    });
  });
});
