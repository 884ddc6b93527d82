import { commonFields, fields, loadConfig, mongoFields, takeoverFields } from '@wanderluxe/runtime';
import { z } from 'zod';

const DAY_MS = 86_400_000;

const settings = z.object({
  ...commonFields,
  ...mongoFields('wanderluxe_booking_ledger'),
  ...takeoverFields,
  /** The read API. */
  HTTP_PORT: fields.port(),
  /** How long a booking may be open before it is said to be overdue, and until that is said again. */
  BOOKING_OVERDUE_MS: fields.integer({ min: 100, max: DAY_MS, fallback: 120_000 }),
  /** Between two turns of the reconciler. */
  RECONCILE_INTERVAL_MS: fields.integer({ min: 100, max: DAY_MS, fallback: 60_000 }),
  /** Records in one transaction. */
  MAX_BATCH: fields.integer({ min: 1, max: 2_000, fallback: 1_000 }),
});

export type Config = z.infer<typeof settings>;

/** @throws ConfigError naming every fault */
export const readConfig = (env?: NodeJS.ProcessEnv): Config => loadConfig(settings, env);
