import { randomUUID } from 'node:crypto';
import { createCodec, registryDirectory } from '@wanderluxe/messaging';
import { schemaText, subjectOf } from '@wanderluxe/schemas';
import { eventually, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { intakeTopics } from './adapters/connect-edges.ts';
import type { BookingRequest } from './domain/booking-request.ts';
import type { LedgerBooking } from './domain/known-booking.ts';
import { aBooking, aLedgerBooking } from './testing/bookings.ts';
import { type Answer, GatewayUnderTest } from './testing/gateway-under-test.ts';
import { hearRequests } from './testing/heard-requests.ts';
import { jsonServer } from './testing/json-server.ts';
import { TcpProxy } from './testing/tcp-proxy.ts';

describe('the gateway on a real Redis, broker and registry', () => {
  let proxy: TcpProxy;
  let ledger: Awaited<ReturnType<typeof jsonServer>>;
  /** What the ledger has to show. */
  const shown = new Map<string, LedgerBooking>();
  let gateways: GatewayUnderTest[];
  let heard: Awaited<ReturnType<typeof hearRequests>>;
  /** One gateway reaches Redis through a proxy that can be cut, the other directly. */
  before(async () => {
    const { kafkaBrokers, registryUrl, redisUrl } = servers();
    proxy = new TcpProxy(new URL(redisUrl));
    const proxied = new URL(redisUrl);
    proxied.port = String(await proxy.start());
    ledger = await jsonServer(({ text }) => {
      const { ids } = JSON.parse(text) as { ids: string[] };
      const bookings = ids.flatMap((id) => shown.get(id) ?? []);
      return { status: 200, text: JSON.stringify({ bookings }) };
    });
    const env = {
      LEDGER_URL: ledger.url,
      VISIBLE_WITHIN_MS: '20000',
      KAFKA_BROKERS: kafkaBrokers.join(','),
      SCHEMA_REGISTRY_URL: registryUrl,
      ACCEPT_TIMEOUT_MS: '20000',
      CLAIM_LEASE_MS: '30000',
    };
    gateways = await Promise.all([
      GatewayUnderTest.start({ ...env, REDIS_URL: proxied.href }),
      GatewayUnderTest.start({ ...env, REDIS_URL: redisUrl }),
    ]);
    const codec = await createCodec({
      directory: registryDirectory(registryUrl),
      contracts: Object.fromEntries(intakeTopics.map((topic) => [topic, schemaText(topic)])),
      subjectOf,
    });
    heard = await hearRequests(codec);
    for (const { ops } of gateways) {
      await eventually(async () => expect((await fetch(`${ops}/readyz`)).status).to.equal(200));
    }
  });
  after(async () => {
    await heard.stop();
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await proxy.stop();
    await ledger.stop();
  });

  it('puts an accepted booking on its topic, exactly, with the trace of the answer', async () => {
    const request = aBooking({ amount: '999999999.99' });
    const answer = await accepted(request);
    await eventually(() => {
      const [record, ...more] = heard.of(request.bookingId);
      expect(more).to.deep.equal([]);
      expect(record?.key).to.equal(request.propertyId);
      expect(record?.traceparent).to.equal(answer.headers.get('traceparent'));
      const dates = { checkIn: request.checkInDate, checkOut: request.checkOutDate };
      expect(record?.event.payload).to.deep.include({ amount: '999999999.99', dates });
    });
  });

  it('makes one booking of 100 concurrent copies at two instances', async () => {
    const request = aBooking();
    const key = randomUUID();
    const codes = await codesOf(100, (gateway) => gateway.book(request, key));
    expect(codes.filter((code) => code === 'accepted')).to.have.length(1);
    expect(['accepted', 'already_processed', 'idempotency_key_in_progress']).to.include.members(codes);
    await expectOneRecord(request.bookingId);
  });

  it('makes one booking of 100 concurrent requests for one id under 100 keys', async () => {
    const request = aBooking();
    const codes = await codesOf(100, (gateway) => gateway.book(request));
    expect(codes.filter((code) => code === 'accepted')).to.have.length(1);
    expect(codes.filter((code) => code === 'booking_exists')).to.have.length(99);
    await expectOneRecord(request.bookingId);
  });

  it('accepts many different bookings at once', async () => {
    const requests = Array.from({ length: 300 }, () => aBooking());
    await Promise.all(requests.map((request) => accepted(request)));
    await eventually(() => {
      for (const { bookingId } of requests) expect(heard.of(bookingId)).to.have.length(1);
    });
  });

  describe('cancelling', () => {
    const cancellationsOf = (bookingId: string) => heard.of(bookingId, 'booking.cancellations');
    const confirmed = (own: Partial<BookingRequest> = {}) => {
      const request = aBooking(own);
      shown.set(request.bookingId, { ...aLedgerBooking(request), status: 'CONFIRMED' });
      return request;
    };
    const cancelled = (bookingId: string, gateway = gateways[0]!) =>
      eventually(async () => {
        const answer = await gateway.cancel(bookingId, { reason: 'plans changed' });
        expect(answer.status, answer.body.code).to.equal(202);
        return answer;
      });

    it('puts the event on its topic, exactly, with the trace of the answer', async () => {
      const request = confirmed({ amount: '999999999.99' });
      const { headers } = await cancelled(request.bookingId);
      await eventually(() => {
        const record = cancellationsOf(request.bookingId).at(-1);
        expect(record?.key).to.equal(request.propertyId);
        expect(record?.traceparent).to.equal(headers.get('traceparent'));
        expect(record?.event.payload).to.deep.equal({
          bookingId: request.bookingId,
          propertyId: request.propertyId,
          userId: request.userId,
          amount: '999999999.99',
          currency: 'USD',
          reason: 'plans changed',
        });
      });
    });

    it('waits for the ledger to show a booking that it has just accepted', async () => {
      const request = aBooking();
      await accepted(request);
      const answer = cancelled(request.bookingId);
      setTimeout(() => shown.set(request.bookingId, aLedgerBooking(request)), 300);
      expect((await answer).body.status).to.equal('PENDING');
      await eventually(() => expect(cancellationsOf(request.bookingId)).to.have.length(1));
    });

    it('accepts 100 concurrent copies at two instances, which are one event', async () => {
      const { bookingId } = confirmed();
      const copies = Array.from({ length: 100 }, (_, index) => cancelled(bookingId, gateways[index % 2]!));
      await Promise.all(copies);
      await eventually(() => expect(cancellationsOf(bookingId).length).to.be.at.least(100));
      const ids = new Set(cancellationsOf(bookingId).map(({ event }) => event.eventId));
      expect(ids.size).to.equal(1);
    });

    it('cancels many bookings at once', async () => {
      const bookings = Array.from({ length: 200 }, () => confirmed());
      await Promise.all(bookings.map(({ bookingId }) => cancelled(bookingId)));
      await eventually(() => {
        for (const { bookingId } of bookings) expect(cancellationsOf(bookingId)).not.to.deep.equal([]);
      });
    });
  });

  for (const fault of ['cut', 'silence'] as const) {
    it(`answers 503 redis_unavailable while Redis is away (${fault}), then accepts the same request`, async () => {
      const request = aBooking();
      const key = randomUUID();
      proxy[fault]();
      const { status, headers, body } = await gateways[0]!.book(request, key);
      expect([status, body.code]).to.deep.equal([503, 'redis_unavailable']);
      expect(headers.get('retry-after')).to.be.a('string');
      if (fault === 'cut') expect((await fetch(`${gateways[0]!.ops}/readyz`)).status).to.equal(503);
      expect(heard.of(request.bookingId)).to.deep.equal([]);
      proxy.heal();
      await eventually(async () => expect((await gateways[0]!.book(request, key)).status).to.equal(202));
      await expectOneRecord(request.bookingId);
    });
  }

  /** Asks until it is accepted, with one key: on a machine that is busy elsewhere a server may seem away. */
  function accepted(request: BookingRequest): Promise<Answer> {
    const key = randomUUID();
    return eventually(async () => {
      const answer = await gateways[0]!.book(request, key);
      expect(answer.status, answer.body.code).to.equal(202);
      return answer;
    });
  }

  /** How often so many concurrent requests, at both instances in turn, were answered what; 503 is asked again. */
  function codesOf(count: number, ask: (gateway: GatewayUnderTest) => Promise<Answer>): Promise<string[]> {
    return Promise.all(
      Array.from({ length: count }, (_, index) =>
        eventually(async () => {
          const { status, body } = await ask(gateways[index % 2]!);
          expect(status, body.code).not.to.equal(503);
          return status === 202 ? 'accepted' : (body.code as string);
        }),
      ),
    );
  }

  /** A second record would have arrived before one that was sent later. */
  async function expectOneRecord(bookingId: string): Promise<void> {
    const later = aBooking();
    await accepted(later);
    await eventually(() => expect(heard.of(later.bookingId)).to.have.length(1));
    expect(heard.of(bookingId)).to.have.length(1);
  }
});
