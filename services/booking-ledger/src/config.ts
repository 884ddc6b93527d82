import { commonFields, fields, loadConfig, mongoFields, takeoverFields } from '@wanderluxe/runtime';
import { z } from 'zod';

const settings = z.object({
  ...commonFields,
  ...mongoFields('wanderluxe_booking_ledger'),
  ...takeoverFields,
  /** The read API. */
  HTTP_PORT: fields.port(),
  /** Between two turns of the reconciler. */
  RECONCILE_INTERVAL_MS: fields.integer({ min: 100, max: 86_400_000, fallback: 60_000 }),
  /** Records in one transaction. */
  MAX_BATCH: fields.integer({ min: 1, max: 2_000, fallback: 500 }),
});

export type Config = z.infer<typeof settings>;

/** @throws ConfigError naming every fault */
export const readConfig = (env?: NodeJS.ProcessEnv): Config => loadConfig(settings, env);
