import { commonFields, fields, loadConfig, mongoFields } from '@wanderluxe/runtime';
import { z } from 'zod';

const settings = z.object({
  ...commonFields,
  ...mongoFields('wanderluxe_booking_ledger'),
  /** The read API. */
  HTTP_PORT: fields.port(),
  /** Records in one transaction. */
  MAX_BATCH: fields.integer({ min: 1, max: 2_000, fallback: 500 }),
});

export type Config = z.infer<typeof settings>;

/** @throws ConfigError naming every fault */
export const readConfig = (env?: NodeJS.ProcessEnv): Config => loadConfig(settings, env);
