import { randomUUID } from 'node:crypto';
import { jsonOf } from '@wanderluxe/booking-ledger/http/booking-json.ts';
import { KafkaClientRequests } from '@wanderluxe/gateway/adapters/kafka-client-requests.ts';
import { RedisClaims } from '@wanderluxe/gateway/adapters/redis-claims.ts';
import { SystemClock } from '@wanderluxe/gateway/adapters/system-clock.ts';
import { parseExactJson } from '@wanderluxe/gateway/domain/exact-json.ts';
import type { LedgerBooking } from '@wanderluxe/gateway/domain/known-booking.ts';
import { claimsRedisEffects } from '@wanderluxe/gateway/failpoints.ts';
import { AcceptBooking } from '@wanderluxe/gateway/handlers/accept-booking.ts';
import { CancelBooking } from '@wanderluxe/gateway/handlers/cancel-booking.ts';
import { InFlight } from '@wanderluxe/gateway/handlers/in-flight.ts';
import type { KnownBookings } from '@wanderluxe/gateway/ports.ts';
import { DependencyUnavailableError } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { type Gate, gated } from './gate.ts';
import type { Site } from './ground.ts';
import { codec, publisherOf } from './processing.ts';
import type { Servers } from './servers.ts';
import type { Tuning } from './tuning.ts';

const FIND: Site = { name: 'ledger.find', dependency: 'booking-ledger', changes: false, mayBeLate: false };
const ACCEPT_TIMEOUT_MS = 3_000;
const VISIBLE_WITHIN_MS = 500;
const MAX_IN_FLIGHT = 200;

/** The handlers of one gateway process, behind its HTTP. */
export interface Gateway {
  readonly bookings: AcceptBooking;
  readonly cancellations: CancelBooking;
}

/** The ledger's read API: answers while one of its processes runs. */
const ledgerOf = (gate: Gate, servers: Servers, isLedgerUp: () => boolean): KnownBookings => ({
  find: (bookingId) =>
    gate.call(FIND, async () => {
      if (!isLedgerUp()) throw new DependencyUnavailableError('booking-ledger', new Error('nobody listens'));
      const [booking] = await servers.bookings.find([bookingId]);
      return booking && (parseExactJson(JSON.stringify(jsonOf(booking))) as LedgerBooking);
    }),
});

export function startGateway(
  gate: Gate,
  servers: Servers,
  { tuning, isLedgerUp }: { tuning: Tuning; isLedgerUp: () => boolean },
): Gateway {
  const known = ledgerOf(gate, servers, isLedgerUp);
  const claims = new RedisClaims(gated(gate, claimsRedisEffects, servers.claims, { dependency: 'redis' }));
  const parts = {
    claims,
    known,
    views: known,
    requests: new KafkaClientRequests(codec, publisherOf(gate, servers), silentLogger),
    clock: new SystemClock(),
    inFlight: new InFlight(MAX_IN_FLIGHT),
    arrivals: { round: async () => {} },
    limits: {
      leaseMs: tuning.claimLeaseMs,
      acceptedTtlMs: tuning.claimTtlMs,
      acceptTimeoutMs: ACCEPT_TIMEOUT_MS,
      visibleWithinMs: VISIBLE_WITHIN_MS,
    },
    newToken: randomUUID,
    logger: silentLogger,
  };
  return { bookings: new AcceptBooking(parts), cancellations: new CancelBooking(parts) };
}
