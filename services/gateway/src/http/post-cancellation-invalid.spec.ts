import { expect } from 'chai';
import { aBooking, aLedgerBooking } from '../testing/bookings.ts';
import { type Answer, GatewayUnderTest } from '../testing/gateway-under-test.ts';
import { MemoryEdges } from '../testing/memory-edges.ts';

describe('POST /api/v1/bookings/{id}/cancellation, 400, 413 and 415', () => {
  let gateway: GatewayUnderTest;
  let edges: MemoryEdges;
  before(async () => {
    edges = new MemoryEdges();
    gateway = await GatewayUnderTest.start({}, edges);
  });
  after(() => gateway.stop());

  const expectRefused = ({ status, body }: Answer, expected: number, code: string) =>
    expect([status, body.code]).to.deep.equal([expected, code]);

  const faults: [string, string, unknown, string[]][] = [
    ['an id that no booking can have', '-', undefined, ['bookingId']],
    ['a reason of 501 characters', 'b-1', { reason: 'x'.repeat(501) }, ['reason']],
    ['a reason that is no text', 'b-1', { reason: 5 }, ['reason']],
    ['a card number in the reason', 'b-1', { reason: 'stolen: 4111 1111 1111 1111' }, ['reason']],
    ['an unknown field', 'b-1', { why: 'x' }, ['why']],
    ['no object', 'b-1', [], ['body']],
    ['no JSON', 'b-1', '{"reason":', ['body']],
    ['faults of path and body together', '-', { reason: null }, ['bookingId', 'reason']],
    ['a faulty path and no JSON together', '-', '{', ['bookingId', 'body']],
  ];
  for (const [what, id, body, fields] of faults) {
    it(`400 invalid_request: ${what}`, async () => {
      const answer = await gateway.cancel(id, body);
      expectRefused(answer, 400, 'invalid_request');
      expect(answer.body.errors.map(({ field }: { field: string }) => field)).to.deep.equal(fields);
    });
  }

  it('500 characters are not too many', async () => {
    const request = aBooking();
    edges.known.bookings.set(request.bookingId, aLedgerBooking(request));
    expect((await gateway.cancel(request.bookingId, { reason: 'x'.repeat(500) })).status).to.equal(202);
  });

  it('413 body_too_large: more than 16 KiB', async () => {
    expectRefused(await gateway.cancel('b-1', { reason: 'x'.repeat(16 * 1024) }), 413, 'body_too_large');
  });

  it('415 unsupported_media_type: a body of another type', async () => {
    expectRefused(
      await gateway.cancel('b-1', {}, { 'Content-Type': 'text/plain' }),
      415,
      'unsupported_media_type',
    );
  });
});
