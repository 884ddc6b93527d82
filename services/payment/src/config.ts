import { commonFields, fields, loadConfig, mongoFields, takeoverFields } from '@wanderluxe/runtime';
import { z } from 'zod';

const DEFAULT_OPS_PORT = 17_094;
const MAX_IN_FLIGHT = 20_000;

const redisUrl = ['redis:', 'rediss:'];
const duration = (fallback: number) => fields.integer({ min: 1, max: 86_400_000, fallback });

const schema = z.object({
  ...commonFields,
  ...mongoFields('wanderluxe_payment'),
  ...takeoverFields,
  OPS_PORT: fields.port(DEFAULT_OPS_PORT),
  BANK_URL: fields.url(['http:', 'https:']),
  BANK_TIMEOUT_MS: duration(5_000),
  BANK_SETTLEMENT_BOUND_MS: fields.durationMs(30_000),
  BANK_BREAKER_FAULTS: fields.integer({ min: 1, max: 10_000, fallback: 20 }),
  BANK_BREAKER_PAUSE_MS: duration(2_000),
  MAX_CHARGES_IN_FLIGHT: fields.integer({ min: 1, max: MAX_IN_FLIGHT, fallback: 2_000 }),
  QUEUE_REDIS_URL: fields.url(redisUrl),
  QUEUE_PREFIX: fields.text('{wanderluxe-payment}'),
  UNKNOWN_FIRST_DELAY_MS: duration(1_000),
  UNKNOWN_MAX_DELAY_MS: duration(60_000),
  UNKNOWN_SWEEP_INTERVAL_MS: duration(60_000),
  UNKNOWN_ESCALATION_MS: duration(900_000),
  RECONCILE_INTERVAL_MS: duration(60_000),
  REFUND_ALARM_ATTEMPTS: fields.integer({ min: 1, max: 1_000, fallback: 10 }),
});

export type PaymentConfig = z.infer<typeof schema>;

/** QUEUE_REDIS_URL is REDIS_URL when it is not given. @throws ConfigError naming every fault. */
export const paymentConfig = (env: NodeJS.ProcessEnv = process.env): PaymentConfig =>
  loadConfig(schema, { ...env, QUEUE_REDIS_URL: env.QUEUE_REDIS_URL || env.REDIS_URL });
