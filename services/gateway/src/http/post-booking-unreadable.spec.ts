import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { aBooking, bodyOf } from '../testing/bookings.ts';
import { GatewayUnderTest } from '../testing/gateway-under-test.ts';
import { MemoryEdges } from '../testing/memory-edges.ts';

describe('POST /api/v1/bookings, 413 and 415', () => {
  let gateway: GatewayUnderTest;
  let edges: MemoryEdges;
  beforeEach(async () => {
    edges = new MemoryEdges();
    gateway = await GatewayUnderTest.start({}, edges);
  });
  afterEach(() => gateway.stop());

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
