import { commonFields, fields, loadConfig, mongoFields } from '@wanderluxe/runtime';
import { z } from 'zod';

const settings = z.object({
  ...commonFields,
  ...mongoFields('wanderluxe_inventory'),
  /** The counters. Must never evict keys. */
  REDIS_URL: fields.url(['redis:', 'rediss:']),
  /** Properties and availability. */
  HTTP_PORT: fields.port(),
  /** Records in one transaction. */
  MAX_BATCH: fields.integer({ min: 1, max: 2_000, fallback: 500 }),
});

export type Config = z.infer<typeof settings>;

/** @throws ConfigError naming every fault */
export const readConfig = (env?: NodeJS.ProcessEnv): Config => loadConfig(settings, env);
