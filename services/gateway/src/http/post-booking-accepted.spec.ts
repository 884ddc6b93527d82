import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { BookingRequest } from '../domain/booking-request.ts';
import { aBooking, bodyOf, inDays } from '../testing/bookings.ts';
import { GatewayUnderTest } from '../testing/gateway-under-test.ts';
import { MemoryEdges } from '../testing/memory-edges.ts';

describe('POST /api/v1/bookings, 202', () => {
  let gateway: GatewayUnderTest;
  let edges: MemoryEdges;
  beforeEach(async () => {
    edges = new MemoryEdges();
    gateway = await GatewayUnderTest.start({}, edges);
  });
  afterEach(() => gateway.stop());

  it('answers with id, PENDING, links and Location', async () => {
    const request = aBooking();
    const { status, headers, body } = await gateway.book(request);
    const self = `/api/v1/bookings/${request.bookingId}`;
    expect(status).to.equal(202);
    expect(headers.get('location')).to.equal(self);
    expect(headers.get('x-powered-by')).to.equal(null);
    const links = { self, events: `${self}/events` };
    expect(body).to.deep.equal({ bookingId: request.bookingId, status: 'PENDING', links });
  });

  it("publishes the booking's facts under its property", async () => {
    const request = aBooking({ amount: '5000.10' });
    await gateway.book(request);
    const [published] = edges.requests.published;
    expect(published).to.deep.include({ topic: 'booking.requests', key: request.propertyId });
    expect(published?.event).to.deep.include({
      eventType: 'BOOKING_INITIATED',
      payload: {
        bookingId: request.bookingId,
        propertyId: request.propertyId,
        userId: request.userId,
        amount: '5000.1',
        currency: 'USD',
        dates: { checkIn: request.checkInDate, checkOut: request.checkOutDate },
      },
    });
    expect(published?.event.metadata.origin).to.equal('gateway');
  });

  it('goes on with the trace of the caller', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const { headers } = await gateway.post(bodyOf(aBooking()), {
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    });
    const [published] = edges.requests.published;
    expect(published?.event.metadata.traceId).to.equal(traceId);
    expect(headers.get('traceparent')).to.equal(published?.headers.traceparent);
  });

  it('starts a trace when the caller has none', async () => {
    const { headers } = await gateway.post(bodyOf(aBooking()), { traceparent: 'nonsense' });
    expect(headers.get('traceparent')).to.match(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(edges.requests.published[0]?.event.metadata.traceId).to.equal(
      headers.get('traceparent')?.slice(3, 35),
    );
  });

  it('takes a key in capitals and quotes for the same key', async () => {
    const request = aBooking();
    const key = randomUUID();
    await gateway.book(request, key);
    expect((await gateway.book(request, `"${key.toUpperCase()}"`)).body.code).to.equal('already_processed');
  });

  const accepted: Record<string, Partial<BookingRequest>> = {
    'an amount of 0, a complimentary stay': { amount: '0' },
    'an amount of -0': { amount: '-0' },
    'an amount with an exponent': { amount: '1e3' },
    'trailing zeros beyond the decimals of the currency': { amount: '5000.00', currency: 'JPY' },
    'three decimals in a currency that has them': { amount: '1.234', currency: 'KWD' },
    'the largest amount': { amount: '999999999.99' },
    'a check-in today': { checkInDate: inDays(0), checkOutDate: inDays(1) },
    'a check-in 800 days ahead': { checkInDate: inDays(800), checkOutDate: inDays(801) },
    '30 nights': { checkInDate: inDays(1), checkOutDate: inDays(31) },
    'an id of 64 characters': { userId: 'u'.repeat(64) },
  };
  for (const [what, own] of Object.entries(accepted)) {
    it(`accepts ${what}`, async () => {
      expect((await gateway.book(aBooking(own))).status).to.equal(202);
    });
  }

  it('accepts a content type with charset UTF-8', async () => {
    const headers = { 'Content-Type': 'Application/JSON; charset="UTF-8"' };
    expect((await gateway.post(bodyOf(aBooking()), headers)).status).to.equal(202);
  });

  it('accepts although the ledger is away', async () => {
    edges.known.isAway = true;
    expect((await gateway.book(aBooking())).status).to.equal(202);
  });
});
