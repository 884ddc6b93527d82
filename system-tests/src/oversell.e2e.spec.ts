import { readBankLedger } from '@wanderluxe/infra/demo';
import { eventually, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import {
  type BookingRequest,
  bookingWithStatus,
  getJson,
  newBooking,
  postBooking,
} from './harness/client.ts';
import { wanderluxe } from './harness/command.ts';
import { type Engine, sharedEngine } from './harness/engine.ts';
import { freeRooms, newProperty } from './harness/rooms.ts';

const WITHIN = { withinMs: 30_000, everyMs: 200 };
const REASON = 'the third floor is flooded';

interface Report {
  readonly oversold: readonly {
    readonly propertyId: string;
    readonly nights: readonly { readonly sold: number }[];
    readonly plan: readonly { readonly bookingId: string }[];
  }[];
}

describe('an oversell, planted, found and repaired', function oversell() {
  this.timeout(240_000);
  let engine: Engine;
  let mongo: MongoClient;
  let property: string;
  /** In the order in which they were confirmed. */
  let bookings: BookingRequest[];

  before(async () => {
    engine = await sharedEngine();
    mongo = await MongoClient.connect(servers().mongoUri);
  });
  after(() => mongo?.close());

  /** Three rooms are sold; then there is only one, and nobody asked the journal. */
  beforeEach(async () => {
    property = await newProperty(engine, 3);
    bookings = [newBooking(property), newBooking(property), newBooking(property)];
    for (const booking of bookings) {
      await postBooking(engine.gatewayUrl, booking);
      await bookingWithStatus(engine.gatewayUrl, booking.bookingId, 'CONFIRMED');
      await eventually(async () => expect(await stateOf(booking)).to.equal('FIRM'), WITHIN);
    }
    const properties = mongo
      .db('wanderluxe_inventory')
      .collection<{ _id: string; capacity: number }>('properties');
    await properties.updateOne({ _id: property }, { $set: { capacity: 1 } });
  });

  const stateOf = async ({ bookingId }: BookingRequest) =>
    (await getJson(`${engine.inventoryOpsUrl}/reservations/${bookingId}`)).body.state;
  const timeline = async ({ bookingId }: BookingRequest) =>
    JSON.parse((await wanderluxe(engine, 'bookings', 'timeline', bookingId, '--json')).stdout);
  const ours = ({ oversold }: Report) => oversold.filter(({ propertyId }) => propertyId === property);
  async function command(...args: readonly string[]) {
    const { status, stdout, stderr } = await wanderluxe(engine, 'oversell', ...args, '--json');
    expect(status, stderr).to.be.oneOf([0, 2]);
    return { status, found: ours(JSON.parse(stdout)) };
  }
  const picksIn = (found: Report['oversold']) =>
    found.flatMap(({ plan }) => plan.map(({ bookingId }) => bookingId));
  const atTheBank = async ({ bookingId }: BookingRequest) =>
    (await readBankLedger(engine.bankUrl))
      .filter(({ reference }) => reference === bookingId)
      .map(({ kind, amount }) => `${kind} ${amount}`);

  /** One keeps its room, the two that were confirmed last have their money back, and nothing is oversold any more. */
  async function isRepaired(): Promise<void> {
    const [kept, ...refunded] = bookings as [BookingRequest, ...BookingRequest[]];
    for (const booking of refunded) {
      const { body } = await bookingWithStatus(engine.gatewayUrl, booking.bookingId, 'CANCELLED');
      expect(body.payment).to.include({ status: 'REFUNDED' });
      expect(await atTheBank(booking)).to.deep.equal(['CAPTURE 5000.00', 'REFUND 5000.00']);
    }
    await bookingWithStatus(engine.gatewayUrl, kept.bookingId, 'CONFIRMED');
    expect(await atTheBank(kept)).to.deep.equal(['CAPTURE 5000.00']);
    expect(await command('detect')).to.deep.equal({ status: 0, found: [] });
  }

  it('is detected, planned, applied once, and applied again without effect; who decided is kept', async () => {
    const [, second, third] = bookings as [BookingRequest, BookingRequest, BookingRequest];
    const { status, found } = await command('detect');
    expect(status).to.equal(2);
    expect(found[0]?.nights.map(({ sold }) => sold)).to.deep.equal([3, 3]);
    expect(picksIn((await command('plan')).found)).to.deep.equal([third.bookingId, second.bookingId]);
    const dry = await command('apply', '--dry-run', '--reason', REASON);
    expect(picksIn(dry.found)).to.deep.equal([third.bookingId, second.bookingId]);
    expect((await command('detect')).status, 'after a dry run').to.equal(2);

    const applied = await command('apply', '--reason', REASON);
    expect(picksIn(applied.found)).to.deep.equal([third.bookingId, second.bookingId]);
    await isRepaired();
    expect((await command('apply', '--reason', 'once more')).found).to.deep.equal([]);

    const { reservation, booking, events } = await timeline(third);
    expect(reservation).to.include({ state: 'RELEASED', reason: 'OVERSOLD' });
    expect(reservation.decision).to.include({ reason: REASON });
    expect(reservation.decision.by).to.be.a('string').and.not.equal('');
    const actions = booking.auditLog.map(({ action, reason }: { action: string; reason?: string }) =>
      reason ? `${action} ${reason}` : action,
    );
    expect(actions).to.include.members(['INVENTORY_RELEASED OVERSOLD', 'PAYMENT_REFUNDED OVERSOLD']);
    const types = events.map(({ eventType }: { eventType: string }) => eventType);
    expect(types.at(-1)).to.equal('BOOKING_CANCELLED');
    expect(new Set(events.map(({ traceId }: { traceId: string }) => traceId)).size, 'one trace').to.equal(1);

    // The counters still sell up to the capacity that they were loaded with: the reconciler sees that.
    await wanderluxe(engine, 'reconcile', '--service', 'inventory');
    expect(await freeRooms(engine, third)).to.deep.equal([0, 0]);
  });

  it('applied while inventory is killed and payment is away: taken up where it was left, everybody once', async () => {
    await engine.kill('payment');
    const applying = wanderluxe(engine, 'oversell', 'apply', '--reason', REASON);
    await engine.kill('inventory');
    await applying;
    await engine.start('inventory');
    await command('apply', '--reason', REASON);
    expect((await command('detect')).status, 'the rooms are given back before the money').to.equal(0);
    await engine.start('payment');
    await isRepaired();
  });
});
