import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { BookingRequest } from '../domain/booking-request.ts';
import { aBooking, bodyOf, inDays } from '../testing/bookings.ts';
import { type Answer, GatewayUnderTest } from '../testing/gateway-under-test.ts';
import { MemoryEdges } from '../testing/memory-edges.ts';

const faultsIn = ({ body }: Answer): Record<string, string> =>
  Object.fromEntries(
    body.errors.map((fault: { field: string; problem: string }) => [fault.field, fault.problem]),
  );

describe('POST /api/v1/bookings, 400 invalid_request', () => {
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
