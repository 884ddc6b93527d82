import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { noTracer, silentLogger } from '@wanderluxe/runtime';
import { eventually, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { Agent } from 'undici';
import { HttpKnownBookings } from '../adapters/http-known-bookings.ts';
import { MemoryClientRequests } from '../adapters/memory-client-requests.ts';
import { RedisClaims } from '../adapters/redis-claims.ts';
import { RedisCommands } from '../adapters/redis-commands.ts';
import { connectRedis } from '../adapters/redis-connection.ts';
import { SystemClock } from '../adapters/system-clock.ts';
import type { BookingRequest } from '../domain/booking-request.ts';
import { aBooking } from '../testing/bookings.ts';
import { jsonServer } from '../testing/json-server.ts';
import { AcceptBooking } from './accept-booking.ts';
import { Arrivals } from './arrivals.ts';
import { InFlight } from './in-flight.ts';

const BOOKINGS = 400;
/** What the first look-up takes; shorter than its time limit. */
const SLOW_MS = 150;

describe('accepting many bookings with a real Redis', () => {
  const dispatcher = new Agent();
  const requests = new MemoryClientRequests();
  const inFlight = new InFlight(BOOKINGS);
  let lookups = 0;
  let ledger: Awaited<ReturnType<typeof jsonServer>>;
  let redis: Redis;
  let bookings: AcceptBooking;
  before(async () => {
    ledger = await jsonServer(async () => {
      lookups += 1;
      if (lookups === 1) await sleep(SLOW_MS);
      return { status: 200, text: '{"bookings":[]}' };
    });
    redis = connectRedis(servers().redisUrl, silentLogger);
    await eventually(() => expect(redis.status).to.equal('ready'));
    bookings = new AcceptBooking({
      claims: new RedisClaims(new RedisCommands(redis)),
      requests,
      known: new HttpKnownBookings(ledger.url, 2_000, { dispatcher, tracer: noTracer }),
      clock: new SystemClock(),
      inFlight,
      arrivals: new Arrivals(),
      limits: { leaseMs: 30_000, acceptedTtlMs: 60_000, acceptTimeoutMs: 20_000 },
      newToken: randomUUID,
      logger: silentLogger,
    });
  });
  after(async () => {
    redis.disconnect();
    await dispatcher.destroy();
    await ledger.stop();
  });

  it('publishes them in the order in which they came, and asks the ledger for many at once', async () => {
    const asked = Array.from({ length: BOOKINGS }, () => aBooking());
    const accept = (request: BookingRequest) =>
      bookings.accept({ request, key: randomUUID(), traceId: 'a'.repeat(32) });
    const early = asked.slice(0, BOOKINGS / 2).map(accept);
    await eventually(() => expect(lookups).to.equal(1), { everyMs: 5 });
    const late = asked.slice(BOOKINGS / 2).map(accept);
    const answers = await Promise.all([...early, ...late]);
    expect(new Set(answers.map(({ kind }) => kind))).to.deep.equal(new Set(['accepted']));
    const published = requests.published.map(({ event }) => event.payload.bookingId);
    expect(published).to.deep.equal(asked.map(({ bookingId }) => bookingId));
    expect(lookups).to.be.lessThan(BOOKINGS / 10);
    expect(inFlight.count()).to.equal(0);
  });
});
