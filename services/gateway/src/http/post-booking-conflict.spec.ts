import { randomUUID } from 'node:crypto';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { aBooking, aLedgerBooking } from '../testing/bookings.ts';
import { GatewayUnderTest } from '../testing/gateway-under-test.ts';
import { MemoryEdges } from '../testing/memory-edges.ts';

describe('POST /api/v1/bookings, 409', () => {
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
    expect([status, body.code, body.bookingId]).to.deep.equal([409, 'already_processed', request.bookingId]);
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
