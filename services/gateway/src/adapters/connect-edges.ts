import { connectPublishing, kafkaAdmin } from '@wanderluxe/messaging';
import type { Check, Logger, Tracer, WrapPort } from '@wanderluxe/runtime';
import { schemaText, subjectOf } from '@wanderluxe/schemas';
import { Agent } from 'undici';
import type { Config } from '../config.ts';
import { claimsEffects, claimsRedisEffects, requestsEffects } from '../failpoints.ts';
import type { Availabilities, BacklogGauge, Claims, ClientRequests, KnownBookings } from '../ports.ts';
import { HttpAvailabilities } from './http-availabilities.ts';
import { HttpKnownBookings, lookUpTimeoutsMs } from './http-known-bookings.ts';
import { downstream, KafkaBacklogs } from './kafka-backlogs.ts';
import { KafkaClientRequests } from './kafka-client-requests.ts';
import { RedisClaims } from './redis-claims.ts';
import { RedisCommands } from './redis-commands.ts';
import { connectRedis } from './redis-connection.ts';

/** Everything outside the process. */
export interface Edges {
  readonly claims: Claims;
  readonly requests: ClientRequests;
  /** Asked before a booking is accepted. */
  readonly known: KnownBookings;
  /** Asked by those who read and follow bookings. */
  readonly views: KnownBookings;
  readonly availabilities: Availabilities;
  readonly backlogs: BacklogGauge;
  /** By name, for readiness. */
  readonly checks: Readonly<Record<string, Check>>;
  close(): Promise<void>;
}

/** All that the gateway writes. */
export const intakeTopics = ['booking.requests', 'booking.cancellations'] as const;

const HTTP_CONNECTIONS = 16;

/**
 * Connects to Kafka and the registry, and starts to connect to Redis. Ledger and inventory are not needed to accept.
 * @throws Error with the remedy when a schema is not registered.
 */
export async function connectEdges(
  config: Config,
  logger: Logger,
  { wrap, tracer }: { wrap: WrapPort; tracer: Tracer },
): Promise<Edges> {
  const { codec, publisher } = await connectPublishing({
    service: 'gateway',
    brokers: config.KAFKA_BROKERS,
    registryUrl: config.SCHEMA_REGISTRY_URL,
    contracts: Object.fromEntries(intakeTopics.map((topic) => [topic, schemaText(topic)])),
    subjectOf,
    logger,
  });
  const redis = connectRedis(config.REDIS_URL, logger);
  const kafka = { brokers: config.KAFKA_BROKERS, clientId: 'gateway', logger };
  const backlogs = new KafkaBacklogs(() => kafkaAdmin(kafka), downstream);
  const dispatcher = new Agent({ connections: HTTP_CONNECTIONS });
  const caller = { dispatcher, tracer };
  return {
    claims: wrap(claimsEffects, new RedisClaims(wrap(claimsRedisEffects, new RedisCommands(redis)))),
    requests: new KafkaClientRequests(codec, wrap(requestsEffects, publisher), logger, tracer),
    known: new HttpKnownBookings(config.LEDGER_URL, lookUpTimeoutsMs.toAccept, caller),
    views: new HttpKnownBookings(config.LEDGER_URL, lookUpTimeoutsMs.toRead, caller),
    availabilities: new HttpAvailabilities(config.INVENTORY_URL, caller),
    backlogs,
    checks: {
      kafka: () => publisher.isHealthy(),
      redis: () => redis.status === 'ready',
    },
    async close() {
      await Promise.all([backlogs.close(), publisher.close()]);
      redis.disconnect();
      await dispatcher.destroy();
    },
  };
}
