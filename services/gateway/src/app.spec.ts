import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { ConfigError, loadConfig } from '@wanderluxe/runtime';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { configSchema } from './config.ts';
import { aBooking } from './testing/bookings.ts';
import { GatewayUnderTest } from './testing/gateway-under-test.ts';
import { MemoryEdges } from './testing/memory-edges.ts';

describe('the gateway', () => {
  let gateway: GatewayUnderTest;
  let edges: MemoryEdges;
  const start = async (env: Record<string, string> = {}) => {
    edges = new MemoryEdges();
    gateway = await GatewayUnderTest.start(env, edges);
  };

  describe('business clock', () => {
    const longAgo = { checkInDate: '2015-07-01', checkOutDate: '2015-07-03' };
    const setClock = (body: unknown) =>
      fetch(`${gateway.ops}/clock`, {
        method: 'PUT',
        body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json' },
      });
    afterEach(() => gateway.stop());

    it('moves the days that stays are judged by, and nothing else, until it is given back', async () => {
      await start();
      expect((await gateway.book(aBooking(longAgo))).status).to.equal(400);
      expect((await setClock({ now: '2015-06-01T00:00:00Z' })).status).to.equal(200);
      expect((await gateway.book(aBooking(longAgo))).status).to.equal(202);
      expect(
        (await gateway.book(aBooking({ checkInDate: '2015-05-31', checkOutDate: '2015-06-02' }))).status,
      ).to.equal(400);
      expect(edges.requests.published[0]?.event.timestamp).to.be.closeTo(Date.now(), 60_000);
      await setClock({ now: null });
      expect((await gateway.book(aBooking(longAgo))).status).to.equal(400);
    });

    it('refuses what is no instant', async () => {
      await start();
      for (const body of [{ now: 'yesterday' }, {}, { now: 5 }, { now: null, more: 1 }]) {
        const response = await setClock(body);
        expect([response.status, ((await response.json()) as { code: string }).code]).to.deep.equal([
          400,
          'invalid_request',
        ]);
      }
    });

    it('cannot be set unless the service was started so', async () => {
      await start({ GATEWAY_CLOCK: 'system' });
      expect((await setClock({ now: null })).status).to.equal(404);
    });
  });

  describe('stopping', () => {
    it('answers what is under way, with the end of its connection, then takes no more', async () => {
      await start();
      edges.requests.mode = 'handed_over';
      const answer = gateway.book(aBooking());
      await eventually(() => expect(edges.claims.live()).to.have.length(2));
      const stopped = gateway.stop();
      setTimeout(() => edges.requests.acknowledgeHeld(), 100);
      expect((await answer).status).to.equal(202);
      expect((await answer).headers.get('connection')).to.equal('close');
      await stopped;
      const refused = await fetch(gateway.origin).catch(() => 'refused');
      expect(refused).to.equal('refused');
    });

    it('does not wait for connections without a request', async () => {
      await start();
      await gateway.book(aBooking());
      const startedMs = performance.now();
      await gateway.stop();
      expect(performance.now() - startedMs).to.be.lessThan(4_000);
    });
  });

  describe('measurements', () => {
    it('count requests by route template and status', async () => {
      await start();
      await gateway.book(aBooking());
      await gateway.request('/api/v1/bookings/b-unknown');
      await gateway.request('/nowhere');
      await eventually(async () => {
        const text = await (await fetch(`${gateway.ops}/metrics`)).text();
        expect(text).to.match(
          /wl_http_requests_total\{method="POST",route="\/api\/v1\/bookings",status="202".*\} 1/,
        );
        expect(text).to.match(
          /requests_total\{method="GET",route="\/api\/v1\/bookings\/:bookingId",status="404".*\} 1/,
        );
        expect(text).to.match(/requests_total\{method="GET",route="none",status="404".*\} 1/);
        expect(text).to.match(/wl_gateway_accept_seconds_count\{.*\} 1/);
        expect(text).not.to.include('b-unknown');
      });
      await gateway.stop();
    });
  });

  it('answers what is not HTTP with a problem document', async () => {
    await start();
    const answer = await speak(new URL(gateway.origin), 'NONSENSE\r\n\r\n');
    await gateway.stop();
    expect(answer).to.match(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).to.include('application/problem+json').and.to.include('"code":"malformed_http"');
  });

  it('answers an unexpected fault with 500 that reveals nothing, and leaves no claim', async () => {
    await start();
    edges.known.find = () => Promise.reject(new Error(`secret ${randomUUID()}`));
    const { status, body } = await gateway.book(aBooking());
    expect([status, body.code]).to.deep.equal([500, 'internal_error']);
    expect(JSON.stringify(body)).not.to.include('secret');
    expect(edges.claims.live()).to.deep.equal([]);
    await gateway.stop();
  });

  it('names every bad setting at once', () => {
    const attempt = () =>
      loadConfig(configSchema, { HTTP_PORT: '99999', REDIS_URL: 'http://x', MAX_IN_FLIGHT: '0' });
    expect(attempt)
      .to.throw(ConfigError)
      .with.property('faults')
      .that.satisfies((faults: string[]) =>
        ['KAFKA_BROKERS', 'HTTP_PORT', 'REDIS_URL', 'LEDGER_URL', 'INVENTORY_URL', 'MAX_IN_FLIGHT'].every(
          (name) => faults.some((fault) => fault.startsWith(name)),
        ),
      );
  });

  it('does not start with a lease that ends before the event may be acknowledged', async () => {
    await GatewayUnderTest.start({ CLAIM_LEASE_MS: '500', ACCEPT_TIMEOUT_MS: '500' }).then(
      () => expect.fail('started'),
      (error) =>
        expect(error).to.be.instanceOf(ConfigError).with.property('message').that.includes('CLAIM_LEASE_MS'),
    );
  });
});

/** Sends raw text and gives all that comes back. */
function speak({ hostname, port }: URL, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
