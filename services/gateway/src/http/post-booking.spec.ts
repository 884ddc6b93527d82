import { randomUUID } from 'node:crypto';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { BookingRequest } from '../domain/booking-request.ts';
import { aBooking, aLedgerBooking, bodyOf, inDays } from '../testing/bookings.ts';
import { type Answer, GatewayUnderTest } from '../testing/gateway-under-test.ts';
import { MemoryEdges } from '../testing/memory-edges.ts';

const faultsIn = ({ body }: Answer): Record<string, string> =>
  Object.fromEntries(
    body.errors.map((fault: { field: string; problem: string }) => [fault.field, fault.problem]),
  );

describe('POST /api/v1/bookings', () => {
  let gateway: GatewayUnderTest;
  let edges: MemoryEdges;
  beforeEach(async () => {
    edges = new MemoryEdges();
    gateway = await GatewayUnderTest.start({}, edges);
  });
  afterEach(() => gateway.stop());

  const expectNothingTaken = () => {
    expect(edges.requests.published).to.deep.equal([]);
    expect(edges.claims.live()).to.deep.equal([]);
  };

  describe('202', () => {
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

  describe('400 invalid_request', () => {
    const refused: [string, string, Partial<BookingRequest>][] = [
      ['a negative amount', 'amount', { amount: '-0.01' }],
      ['more decimals than the currency has', 'amount', { amount: '5000.001' }],
      ['a decimal that a float cannot see', 'amount', { amount: '5000.000000000000000001' }],
      ['decimals in a currency without', 'amount', { amount: '100.5', currency: 'JPY' }],
      ['an amount beyond the limit', 'amount', { amount: '1000000000' }],
      ['an absurd exponent', 'amount', { amount: '1e999999' }],
      ['an unknown currency', 'currency', { currency: 'XXX' }],
      ['a currency in small letters', 'currency', { currency: 'usd' }],
      ['a name of Object as currency', 'currency', { currency: 'constructor' }],
      ['an id with a space', 'bookingId', { bookingId: 'a b' }],
      ['an id that starts with a dash', 'propertyId', { propertyId: '-a' }],
      ['an id of 65 characters', 'userId', { userId: 'u'.repeat(65) }],
      ['an id with a newline at its end', 'bookingId', { bookingId: 'b1\n' }],
      ['an empty id', 'userId', { userId: '' }],
      ['30 February', 'checkInDate', { checkInDate: '2027-02-30' }],
      ['a date with a time', 'checkOutDate', { checkOutDate: `${inDays(33)}T00:00:00Z` }],
      ['a check-in yesterday', 'checkInDate', { checkInDate: inDays(-1), checkOutDate: inDays(2) }],
      ['a check-in 801 days ahead', 'checkInDate', { checkInDate: inDays(801), checkOutDate: inDays(802) }],
      ['no night', 'checkOutDate', { checkOutDate: inDays(30) }],
      ['a check-out before the check-in', 'checkOutDate', { checkOutDate: inDays(29) }],
      ['31 nights', 'checkOutDate', { checkInDate: inDays(1), checkOutDate: inDays(32) }],
    ];
    for (const [what, field, own] of refused) {
      it(`refuses ${what}`, async () => {
        const answer = await gateway.book(aBooking(own));
        expect(answer.status).to.equal(400);
        expect(answer.body.code).to.equal('invalid_request');
        expect(Object.keys(faultsIn(answer))).to.deep.equal([field]);
        expectNothingTaken();
      });
    }

    it('lists every missing field and the missing key', async () => {
      const answer = await gateway.post('{}', { 'Idempotency-Key': undefined });
      expect(faultsIn(answer)).to.have.all.keys(
        'Idempotency-Key',
        'bookingId',
        'propertyId',
        'userId',
        'amount',
        'currency',
        'checkInDate',
        'checkOutDate',
      );
    });

    it('lists wrong types, unknown fields and faults between fields together', async () => {
      const body = {
        ...aBooking(),
        amount: '5000',
        userId: 7,
        colour: 'red',
        checkOutDate: inDays(-3),
        checkInDate: inDays(-2),
      };
      const answer = await gateway.post(JSON.stringify(body), { 'Idempotency-Key': 'abc' });
      expect(faultsIn(answer)).to.deep.equal({
        'Idempotency-Key': 'must be a UUID v4, bare or in double quotes',
        userId: 'must be a string',
        amount: 'must be a number',
        colour: 'is not a known field',
        checkInDate: 'must not be in the past',
        checkOutDate: 'must be after checkInDate',
      });
    });

    it('lists two faults of one field', async () => {
      const { body } = await gateway.book(aBooking({ amount: '-5.555' }));
      expect(body.errors).to.deep.equal([
        { field: 'amount', problem: 'must not be negative' },
        { field: 'amount', problem: 'must have at most 2 decimals in USD' },
      ]);
    });

    it('does not take __proto__ for a way around', async () => {
      const answer = await gateway.post(bodyOf(aBooking()).replace('{', '{"__proto__":{},'));
      expect(answer.body.errors).to.deep.equal([{ field: '__proto__', problem: 'is not a known field' }]);
    });

    for (const [what, text] of Object.entries({
      'malformed JSON': '{"bookingId": ',
      'an array': '[]',
      null: 'null',
      'an empty body': '',
    })) {
      it(`refuses ${what}`, async () => {
        const answer = await gateway.post(text, { 'Idempotency-Key': undefined });
        expect(answer.status).to.equal(400);
        expect(faultsIn(answer)).to.have.all.keys('body', 'Idempotency-Key');
      });
    }

    it('refuses bytes that are not UTF-8', async () => {
      const { status, body } = await gateway.request('/api/v1/bookings', {
        method: 'POST',
        body: new Uint8Array([0x7b, 0xff, 0x7d]),
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() },
      });
      expect(status).to.equal(400);
      expect(body.errors[0]).to.deep.equal({ field: 'body', problem: 'is not JSON in UTF-8' });
    });

    it('is a problem document without a stack', async () => {
      const { headers, body } = await gateway.post('{');
      expect(headers.get('content-type')).to.match(/^application\/problem\+json/);
      expect(body).to.include({ type: 'urn:wanderluxe:problem:invalid_request', status: 400 });
      expect(JSON.stringify(body)).not.to.include('    at ');
    });
  });

  describe('409', () => {
    it('already_processed: the same request again, with the booking and its links', async () => {
      const request = aBooking();
      const key = randomUUID();
      await gateway.book(request, key);
      const { status, body } = await gateway.book({ ...request, amount: '5e3' }, key);
      expect(status).to.equal(409);
      expect(body).to.deep.include({
        code: 'already_processed',
        bookingId: request.bookingId,
        links: {
          self: `/api/v1/bookings/${request.bookingId}`,
          events: `/api/v1/bookings/${request.bookingId}/events`,
        },
      });
      expect(edges.requests.published).to.have.length(1);
    });

    it('idempotency_key_in_progress: the same request while the first is under way', async () => {
      edges.requests.mode = 'handed_over';
      const request = aBooking();
      const key = randomUUID();
      const first = gateway.book(request, key);
      await eventually(() => expect(edges.claims.live()).not.to.deep.equal([]));
      const { status, headers, body } = await gateway.book(request, key);
      expect([status, body.code]).to.deep.equal([409, 'idempotency_key_in_progress']);
      expect(Number(headers.get('retry-after'))).to.be.greaterThan(0);
      edges.requests.acknowledgeHeld();
      expect((await first).status).to.equal(202);
    });

    it('idempotency_key_reused: another body under the same key', async () => {
      const key = randomUUID();
      await gateway.book(aBooking(), key);
      const { status, body } = await gateway.book(aBooking(), key);
      expect([status, body.code]).to.deep.equal([409, 'idempotency_key_reused']);
      expect(body).not.to.have.property('bookingId');
    });

    it('booking_exists: the same bookingId under another key', async () => {
      const request = aBooking();
      await gateway.book(request);
      const { status, body } = await gateway.book(request);
      expect([status, body.code]).to.deep.equal([409, 'booking_exists']);
    });

    it('leaves the other key free after booking_exists', async () => {
      const request = aBooking();
      await gateway.book(request);
      const key = randomUUID();
      await gateway.book(request, key);
      expect((await gateway.book(aBooking(), key)).status).to.equal(202);
    });

    it('already_processed: a replay after the claims ended, known to the ledger', async () => {
      const request = aBooking();
      const key = randomUUID();
      await gateway.book(request, key);
      edges.known.bookings.set(request.bookingId, aLedgerBooking(request));
      edges.claims.aheadMs = 25 * 3_600_000;
      const { status, body } = await gateway.book(request, key);
      expect([status, body.code, body.bookingId]).to.deep.equal([
        409,
        'already_processed',
        request.bookingId,
      ]);
      expect(edges.requests.published).to.have.length(1);
      expect(edges.claims.live()).to.deep.equal([]);
    });

    it('booking_exists: an old bookingId for other facts, known to the ledger', async () => {
      const request = aBooking();
      edges.known.bookings.set(request.bookingId, aLedgerBooking({ ...request, userId: 'someone' }));
      const { status, body } = await gateway.book(request);
      expect([status, body.code]).to.deep.equal([409, 'booking_exists']);
      expectNothingTaken();
    });

    it('lets exactly one of 100 concurrent copies through', async () => {
      const request = aBooking();
      const key = randomUUID();
      const answers = await Promise.all(Array.from({ length: 100 }, () => gateway.book(request, key)));
      const codes = answers.map(({ status, body }) => (status === 202 ? '202' : body.code));
      expect(codes.filter((code) => code === '202')).to.have.length(1);
      expect(['202', 'already_processed', 'idempotency_key_in_progress']).to.include.members(codes);
      expect(edges.requests.published).to.have.length(1);
    });
  });

  describe('413 and 415', () => {
    it('413 body_too_large: more than 16 KiB', async () => {
      const { status, body } = await gateway.post(`{"x":"${'x'.repeat(16 * 1024)}"}`);
      expect([status, body.code]).to.deep.equal([413, 'body_too_large']);
    });

    it('16 KiB are not too large', async () => {
      const body = bodyOf(aBooking());
      expect((await gateway.post(body + ' '.repeat(16 * 1024 - body.length))).status).to.equal(202);
    });

    for (const type of ['text/plain', 'application/json; charset=latin1', 'application/jsonp', undefined]) {
      it(`415 unsupported_media_type: ${type}`, async () => {
        const body = new TextEncoder().encode(bodyOf(aBooking()));
        const { status, body: document } = await gateway.request('/api/v1/bookings', {
          method: 'POST',
          body,
          headers: { 'Idempotency-Key': randomUUID(), ...(type ? { 'Content-Type': type } : {}) },
        });
        expect([status, document.code]).to.deep.equal([415, 'unsupported_media_type']);
      });
    }

    it('415 unsupported_media_type: a compressed body', async () => {
      const { status, body } = await gateway.post(bodyOf(aBooking()), { 'Content-Encoding': 'gzip' });
      expect([status, body.code]).to.deep.equal([415, 'unsupported_media_type']);
    });
  });
});
