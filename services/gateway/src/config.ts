import { commonFields, fields } from '@wanderluxe/runtime';
import { z } from 'zod';

const http = ['http:', 'https:'];
const DAY_MS = 86_400_000;

/** Settings of the gateway, from the environment. Durations end in _MS. */
export const configSchema = z
  .object({
    ...commonFields,
    HTTP_PORT: fields.port(),
    REDIS_URL: fields.url(['redis:', 'rediss:']),
    LEDGER_URL: fields.url(http),
    INVENTORY_URL: fields.url(http),
    GATEWAY_CLOCK: fields.oneOf(['system', 'settable'], 'system'),
    CLAIM_LEASE_MS: fields.durationMs(30_000),
    CLAIM_TTL_MS: fields.durationMs(DAY_MS),
    ACCEPT_TIMEOUT_MS: fields.durationMs(5_000),
    VISIBLE_WITHIN_MS: fields.durationMs(5_000),
    MAX_IN_FLIGHT: fields.integer({ min: 1, max: 100_000, fallback: 2_000 }),
    ADMISSION_SOFT_LAG: fields.integer({ min: 1, max: 100_000_000, fallback: 4_000 }),
    ADMISSION_HARD_LAG: fields.integer({ min: 2, max: 100_000_000, fallback: 8_000 }),
    ADMISSION_SAMPLE_MS: fields.integer({ min: 10, max: 5_000, fallback: 1_000 }),
    MAX_WATCHERS: fields.integer({ min: 1, max: 100_000, fallback: 1_000 }),
    WATCH_POLL_MS: fields.integer({ min: 10, max: 60_000, fallback: 250 }),
    OTEL_TRACES_SAMPLER_ARG: fields.share(1),
    HEARTBEAT_MS: fields.integer({ min: 100, max: 60_000, fallback: 15_000 }),
  })
  .refine((config) => !(config.CLAIM_LEASE_MS <= config.ACCEPT_TIMEOUT_MS), {
    path: ['CLAIM_LEASE_MS'],
    error: 'must be longer than ACCEPT_TIMEOUT_MS, or a claim ends while its event is on its way',
  })
  .refine((config) => !(config.ADMISSION_SOFT_LAG >= config.ADMISSION_HARD_LAG), {
    path: ['ADMISSION_HARD_LAG'],
    error: 'must be larger than ADMISSION_SOFT_LAG: in between, a growing share of requests is refused',
  });

export type Config = z.infer<typeof configSchema>;
