import { randomUUID } from 'node:crypto';
import { readBankLedger, setBehaviour } from '@wanderluxe/infra/demo';
import { newTraceId, topicNames } from '@wanderluxe/schemas';
import { eventually, freshId } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { bookingWithStatus, getJson, newBooking, postBooking } from './harness/client.ts';
import { type Engine, sharedEngine } from './harness/engine.ts';
import { freeRooms, newProperty } from './harness/rooms.ts';
import { TopicTail } from './harness/topic-tail.ts';

describe('one booking, from HTTP to its outcome', function oneBooking() {
  this.timeout(120_000);
  let engine: Engine;
  let tail: TopicTail;

  before(async () => {
    engine = await sharedEngine();
    tail = await TopicTail.open(topicNames);
  });
  after(() => tail?.close());
  afterEach(() => setBehaviour(engine.bankUrl, {}));

  const bankEntriesOf = async (bookingId: string) =>
    (await readBankLedger(engine.bankUrl)).filter(({ reference }) => reference === bookingId);

  it('is accepted, then CONFIRMED in the form that the specification gives', async () => {
    const booking = newBooking(await newProperty(engine, 3));
    const accepted = await postBooking(engine.gatewayUrl, booking);
    expect(accepted.status, accepted.text).to.equal(202);
    expect(accepted.body).to.include({ bookingId: booking.bookingId, status: 'PENDING' });
    expect(accepted.headers.get('location')).to.equal(`/api/v1/bookings/${booking.bookingId}`);

    await bookingWithStatus(engine.gatewayUrl, booking.bookingId, 'CONFIRMED');
    const { text, body: document } = await getJson(`${engine.ledgerUrl}/bookings/${booking.bookingId}`);
    expect(document).to.have.all.keys(
      ...[
        '_id',
        'userId',
        'propertyId',
        'status',
        'payment',
        'auditLog',
        'createdAt',
        'updatedAt',
        'version',
      ],
    );
    expect(document).to.include({
      ...{ _id: booking.bookingId, userId: booking.userId, propertyId: booking.propertyId, version: 3 },
    });
    expect(text).to.contain('"amount":5000.00');
    expect(document.payment).to.include({ amount: 5000, currency: 'USD', status: 'CAPTURED' });
    const actions = document.auditLog.map(({ action }: { action: string }) => action);
    expect(actions).to.deep.equal(['RECEIVED', 'INVENTORY_RESERVED', 'PAYMENT_SUCCESS']);

    const entries = await bankEntriesOf(booking.bookingId);
    expect(entries).to.have.length(1);
    expect(entries[0]).to.include({
      ...{ kind: 'CAPTURE', amount: '5000.00', currency: 'USD' },
      transactionId: document.payment.transactionId,
    });
    expect(await freeRooms(engine, booking)).to.deep.equal([2, 2]);
  });

  it("keeps the caller's trace id from the HTTP call to the outcome", async () => {
    const booking = newBooking(await newProperty(engine, 3));
    const traceId = newTraceId();
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
    const accepted = await postBooking(engine.gatewayUrl, booking, { traceparent });
    expect(accepted.headers.get('traceparent')).to.contain(traceId);
    const events = await eventually(
      async () => {
        const found = await tail.of(booking.bookingId);
        expect(found.map(({ topic }) => topic)).to.have.members([
          ...['booking.requests', 'inventory.reserved', 'payment.captured', 'booking.outcomes'],
        ]);
        return found;
      },
      { withinMs: 20_000 },
    );
    for (const { event, key, traceparent: header } of events) {
      expect(event.metadata.traceId).to.equal(traceId);
      expect(header).to.contain(traceId);
      expect(key).to.equal(booking.propertyId);
    }
  });

  it('FAILS when the card is declined, and its rooms can be sold again', async () => {
    await setBehaviour(engine.bankUrl, { declineShare: 1 });
    const booking = newBooking(await newProperty(engine, 1));
    await postBooking(engine.gatewayUrl, booking);
    const { body } = await bookingWithStatus(engine.gatewayUrl, booking.bookingId, 'FAILED');
    expect(body.payment.status).to.equal('DECLINED');
    await eventually(async () => expect(await freeRooms(engine, booking)).to.deep.equal([1, 1]));

    await setBehaviour(engine.bankUrl, {});
    const next = newBooking(booking.propertyId);
    await postBooking(engine.gatewayUrl, next);
    await bookingWithStatus(engine.gatewayUrl, next.bookingId, 'CONFIRMED');
    const document = await getJson(`${engine.ledgerUrl}/bookings/${booking.bookingId}`);
    expect(document.body.auditLog.at(-1)).to.include({
      action: 'INVENTORY_RELEASED',
      reason: 'PAYMENT_FAILED',
    });
  });

  it('is confirmed without the bank when the stay is complimentary', async () => {
    const booking = newBooking(await newProperty(engine, 1), { amount: 0 });
    await postBooking(engine.gatewayUrl, booking);
    const { body } = await bookingWithStatus(engine.gatewayUrl, booking.bookingId, 'CONFIRMED');
    expect(body.payment).not.to.have.property('transactionId');
    expect(await bankEntriesOf(booking.bookingId)).to.deep.equal([]);
  });

  it('FAILS as sold out when one of its nights is full, and takes none of the others', async () => {
    const propertyId = await newProperty(engine, 1);
    const first = newBooking(propertyId);
    await postBooking(engine.gatewayUrl, first);
    await bookingWithStatus(engine.gatewayUrl, first.bookingId, 'CONFIRMED');

    const overlapping = newBooking(propertyId, { checkInDate: first.checkInDate, checkOutDate: '' });
    const checkOutDate = new Date(Date.parse(first.checkOutDate) + 2 * 86_400_000).toISOString().slice(0, 10);
    const second = { ...overlapping, checkOutDate };
    await postBooking(engine.gatewayUrl, second);
    const { body } = await bookingWithStatus(engine.gatewayUrl, second.bookingId, 'FAILED');
    expect(body.auditLog.at(-1)).to.include({ action: 'INVENTORY_REJECTED', reason: 'SOLD_OUT' });
    expect(await freeRooms(engine, second)).to.deep.equal([0, 0, 1, 1]);
    expect(await bankEntriesOf(second.bookingId)).to.deep.equal([]);
  });

  it('FAILS when nobody knows the property', async () => {
    const booking = newBooking(freshId('nowhere'));
    await postBooking(engine.gatewayUrl, booking);
    const { body } = await bookingWithStatus(engine.gatewayUrl, booking.bookingId, 'FAILED');
    expect(body.auditLog.at(-1)).to.include({ action: 'INVENTORY_REJECTED', reason: 'UNKNOWN_PROPERTY' });
  });

  it('exists once and is charged once, however often one Idempotency-Key is sent at the same time', async () => {
    const booking = newBooking(await newProperty(engine, 100));
    const key = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => postBooking(engine.gatewayUrl, booking, key)),
    );
    expect(answers.filter(({ status }) => status === 202)).to.have.length(1);
    const others = answers.filter(({ status }) => status !== 202);
    for (const { status, body } of others) {
      expect(status).to.equal(409);
      expect(body.code).to.be.oneOf(['idempotency_key_in_progress', 'already_processed']);
    }
    await bookingWithStatus(engine.gatewayUrl, booking.bookingId, 'CONFIRMED');
    expect(await bankEntriesOf(booking.bookingId)).to.have.length(1);
    expect(await freeRooms(engine, booking)).to.deep.equal([99, 99]);
    const requests = (await tail.of(booking.bookingId)).filter(({ topic }) => topic === 'booking.requests');
    expect(requests).to.have.length(1);
  });
});
