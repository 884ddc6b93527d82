import { commonFields, fields, loadConfig, mongoFields, takeoverFields } from '@wanderluxe/runtime';
import { z } from 'zod';

const DAY_MS = 86_400_000;

const settings = z.object({
  ...commonFields,
  ...mongoFields('wanderluxe_inventory'),
  ...takeoverFields,
  /** The counters, on one server or on the nodes of a cluster, with commas between them. Must never evict keys. */
  COUNTERS_REDIS_URL: fields.url(['redis:', 'rediss:']),
  /** Properties and availability. */
  HTTP_PORT: fields.port(),
  /** How long rooms are held for a payment before it is asked to give them back. */
  HOLD_MS: fields.integer({ min: 100, max: DAY_MS, fallback: 900_000 }),
  /** How long payment may leave that question open before it is asked again. */
  HOLD_REASK_MS: fields.integer({ min: 100, max: DAY_MS, fallback: 30_000 }),
  /** Between two sweeps for holds past their deadline. */
  SWEEP_INTERVAL_MS: fields.integer({ min: 50, max: DAY_MS, fallback: 2_000 }),
  /** Between two turns of the reconciler. */
  RECONCILE_INTERVAL_MS: fields.integer({ min: 100, max: DAY_MS, fallback: 60_000 }),
  /** How long counters and journal may differ before it is a fault: a booking is in one of them first. */
  RECONCILE_GRACE_MS: fields.integer({ min: 0, max: 20_000, fallback: 5_000 }),
  /** Stays that begin longer ago are refused, and ended ones not counted: what is read does not grow with history. */
  KEEP_PAST_DAYS: fields.integer({ min: 1, max: 36_500, fallback: 30 }),
  /** Records in one transaction. */
  MAX_BATCH: fields.integer({ min: 1, max: 2_000, fallback: 500 }),
});

export type Config = z.infer<typeof settings>;

/** COUNTERS_REDIS_URL is REDIS_URL when it is not given. @throws ConfigError naming every fault */
export const readConfig = (env: NodeJS.ProcessEnv = process.env): Config =>
  loadConfig(settings, { ...env, COUNTERS_REDIS_URL: env.COUNTERS_REDIS_URL || env.REDIS_URL });
