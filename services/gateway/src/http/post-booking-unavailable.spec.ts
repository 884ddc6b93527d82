import { randomUUID } from 'node:crypto';
import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { NotPublishedError } from '../ports.ts';
import { aBooking } from '../testing/bookings.ts';
import { type Answer, GatewayUnderTest } from '../testing/gateway-under-test.ts';
import { MemoryEdges } from '../testing/memory-edges.ts';

describe('POST /api/v1/bookings, 503', () => {
  let gateway: GatewayUnderTest;
  let edges: MemoryEdges;
  beforeEach(async () => {
    edges = new MemoryEdges();
    gateway = await GatewayUnderTest.start({ MAX_IN_FLIGHT: '3', ACCEPT_TIMEOUT_MS: '200' }, edges);
  });
  afterEach(async () => {
    edges.requests.acknowledgeHeld();
    await gateway.stop();
  });

  const expectRefused = ({ status, headers, body }: Answer, code: string) => {
    expect([status, body.code]).to.deep.equal([503, code]);
    expect(Number(headers.get('retry-after'))).to.be.greaterThan(0);
  };

  it('kafka_unavailable: the broker is believed to be away', async () => {
    edges.requests.healthy = false;
    expectRefused(await gateway.book(aBooking()), 'kafka_unavailable');
    expect(edges.claims.live()).to.deep.equal([]);
  });

  it('kafka_unavailable: the event was withdrawn in time; the same request then succeeds', async () => {
    const request = aBooking();
    const key = randomUUID();
    edges.requests.mode = 'waiting';
    expectRefused(await gateway.book(request, key), 'kafka_unavailable');
    expect(edges.claims.live()).to.deep.equal([]);
    edges.requests.acknowledgeHeld();
    expect(edges.requests.published).to.deep.equal([]);
    edges.requests.mode = 'acknowledge';
    expect((await gateway.book(request, key)).status).to.equal(202);
  });

  it('redis_unavailable: the claims cannot be reached; the same request then succeeds', async () => {
    const request = aBooking();
    const key = randomUUID();
    edges.claims.isAway = true;
    expectRefused(await gateway.book(request, key), 'redis_unavailable');
    expect(edges.requests.published).to.deep.equal([]);
    edges.claims.isAway = false;
    expect((await gateway.book(request, key)).status).to.equal(202);
  });

  it('overloaded: too much is in flight, and no longer when it has gone', async () => {
    edges.requests.mode = 'handed_over';
    const held = [1, 2, 3].map(() => gateway.book(aBooking()));
    await eventually(() => expect(edges.claims.live()).to.have.length(6));
    expectRefused(await gateway.book(aBooking()), 'overloaded');
    expect(edges.claims.live()).to.have.length(6);
    edges.requests.acknowledgeHeld();
    expect((await Promise.all(held)).map(({ status }) => status)).to.deep.equal([202, 202, 202]);
    edges.requests.mode = 'acknowledge';
    expect((await gateway.book(aBooking())).status).to.equal(202);
  });

  it('overloaded: what is downstream cannot keep up; says when to come again, and shows what it sees', async () => {
    const limits = { ADMISSION_SOFT_LAG: '10', ADMISSION_HARD_LAG: '20', ADMISSION_SAMPLE_MS: '10' };
    edges.backlogs.backlogs.set('payment', { written: 1_000, done: 900 });
    const loaded = await GatewayUnderTest.start(limits, edges);
    try {
      await eventually(async () => expect(await loaded.metric('wl_gateway_admission_share')).to.equal(0));
      const refused = await loaded.book(aBooking());
      expectRefused(refused, 'overloaded');
      // Nothing drains: between half a minute and one.
      expect(Number(refused.headers.get('retry-after'))).to.be.within(30, 60);
      expect([edges.requests.published, edges.claims.live()]).to.deep.equal([[], []]);
      expect(await loaded.metric('wl_gateway_admission_lag', 'group="payment"')).to.equal(100);
      expect(await loaded.metric('wl_gateway_admission_requests_total', 'decision="refused"')).to.equal(1);
      expect(await loaded.metric('wl_gateway_admission_blind')).to.equal(0);
      const sampledAt = await loaded.metric('wl_gateway_admission_sample_timestamp_seconds');
      expect(sampledAt).to.be.closeTo(Date.now() / 1_000, 2);

      edges.backlogs.backlogs.set('payment', { written: 1_000, done: 1_000 });
      await eventually(async () => expect((await loaded.book(aBooking())).status).to.equal(202));
    } finally {
      await loaded.stop();
    }
  });

  describe('acceptance_unknown: the event is with the broker when the time is up', () => {
    const inDoubt = async () => {
      const request = aBooking();
      const key = randomUUID();
      edges.requests.mode = 'handed_over';
      expectRefused(await gateway.book(request, key), 'acceptance_unknown');
      edges.requests.mode = 'acknowledge';
      return () => gateway.book(request, key);
    };

    it('a repetition meets the claim, although its lease has passed', async () => {
      const repeat = await inDoubt();
      expect((await repeat()).body.code).to.equal('idempotency_key_in_progress');
      edges.claims.aheadMs += 1_500;
      await eventually(() => expect(leaseEndsLater(edges)).to.equal(true));
      edges.claims.aheadMs += 1_500;
      expect((await repeat()).body.code).to.equal('idempotency_key_in_progress');
    });

    it('a repetition is told that it was accepted once the acknowledgement came', async () => {
      const repeat = await inDoubt();
      edges.requests.acknowledgeHeld();
      await eventually(async () => expect((await repeat()).body.code).to.equal('already_processed'));
      expect(edges.requests.published).to.have.length(1);
    });

    it('a repetition succeeds once the send has failed for certain', async () => {
      const repeat = await inDoubt();
      edges.requests.failHeld(new NotPublishedError('refused'));
      await eventually(() => expect(edges.claims.live()).to.deep.equal([]));
      expect((await repeat()).status).to.equal(202);
    });

    it('a repetition succeeds after the lease when the client never learns of its fate', async () => {
      const repeat = await inDoubt();
      edges.requests.failHeld(new Error('the client gave up'));
      expect((await repeat()).body.code).to.equal('idempotency_key_in_progress');
      edges.claims.aheadMs += 10_000;
      expect((await repeat()).status).to.equal(202);
    });

    it('takes its place among what is in flight', async () => {
      for (const _ of [1, 2, 3]) await inDoubt();
      expectRefused(await gateway.book(aBooking()), 'overloaded');
      edges.requests.acknowledgeHeld();
      await eventually(async () => expect((await gateway.book(aBooking())).status).to.equal(202));
    });
  });

  it('acceptance_unknown: the client of the broker gave up at once', async () => {
    edges.requests.mode = 'give_up';
    expectRefused(await gateway.book(aBooking()), 'acceptance_unknown');
  });

  it('a claim left by a crash ends with its lease, and the same request then succeeds', async () => {
    const request = aBooking();
    const key = randomUUID();
    const crashed = {
      bookingId: request.bookingId,
      key,
      fingerprint: 'f',
      token: 't',
      state: 'in_progress' as const,
    };
    await edges.claims.take(crashed, 30_000);
    expect((await gateway.book(request, key)).status).to.equal(409);
    edges.claims.aheadMs = 31_000;
    expect((await gateway.book(request, key)).status).to.equal(202);
  });

  it('202 stays 202 when Redis goes away after the acknowledgement, and the claim is written later', async () => {
    const request = aBooking();
    const key = randomUUID();
    edges.requests.mode = 'handed_over';
    const answer = gateway.book(request, key);
    await eventually(() => expect(edges.claims.live()).to.have.length(2));
    edges.claims.isAway = true;
    edges.requests.acknowledgeHeld();
    expect((await answer).status).to.equal(202);
    edges.claims.isAway = false;
    await eventually(async () =>
      expect((await gateway.book(request, key)).body.code).to.equal('already_processed'),
    );
  });
});

/** True when a claim would survive another second and a half. */
function leaseEndsLater({ claims }: MemoryEdges): boolean {
  claims.aheadMs += 1_500;
  const lives = claims.live().length > 0;
  claims.aheadMs -= 1_500;
  return lives;
}
