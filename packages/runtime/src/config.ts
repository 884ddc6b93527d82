import { z } from 'zod';

/** Every bad setting at once, each with its problem and the remedy. */
export class ConfigError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(
      `cannot start, ${faults.length} setting(s) are wrong:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** Environment variables are strings: these turn them into what a setting means, with limits. */
export const fields = {
  text: (fallback?: string) => withDefault(z.string().trim().min(1), fallback),
  integer: ({ min, max, fallback }: { min: number; max: number; fallback?: number }) =>
    withDefault(wholeNumber(min, max), fallback),
  port: (fallback?: number) => withDefault(wholeNumber(0, 65_535), fallback),
  /** A number from 0 to 1. */
  share: (fallback?: number) =>
    withDefault(
      z
        .string()
        .trim()
        .regex(/^\d+(\.\d+)?$/, { error: 'must be a number from 0 to 1' })
        .transform(Number)
        .pipe(z.number().max(1)),
      fallback,
    ),
  /** A duration in milliseconds, at most a day. */
  durationMs: (fallback?: number) => withDefault(wholeNumber(0, 86_400_000), fallback),
  url: (protocols: readonly string[], fallback?: string) =>
    withDefault(
      z.string().refine((text) => hasProtocol(text, protocols), {
        error: `must be a URL with ${protocols.join(' or ')}`,
      }),
      fallback,
    ),
  /** A comma-separated list with at least one entry. */
  list: (fallback?: string) =>
    withDefault(
      z.string().refine((text) => itemsOf(text).length > 0, { error: 'must name at least one' }),
      fallback,
    ).transform(itemsOf),
  oneOf: <const T extends readonly [string, ...string[]]>(values: T, fallback?: T[number]) =>
    withDefault(z.enum(values), fallback),
};

/** Settings that every service has. */
export const commonFields = {
  KAFKA_BROKERS: fields.list(),
  SCHEMA_REGISTRY_URL: fields.url(['http:', 'https:']),
  HOST: fields.text('127.0.0.1'),
  OPS_PORT: fields.port(),
  LOG_LEVEL: fields.oneOf(['debug', 'info', 'warn', 'error'], 'info'),
  /** Between two readings of metrics that cost a call to a database or to Kafka. */
  METRICS_SAMPLE_MS: fields.integer({ min: 100, max: 600_000, fallback: 10_000 }),
  /** A collector that takes traces by OTLP over HTTP; without it nothing is recorded. */
  OTEL_EXPORTER_OTLP_ENDPOINT: fields.url(['http:', 'https:']).optional(),
  /** Where the process is to end itself: for tests only. */
  WANDERLUXE_FAILPOINT: fields.text('off'),
};

export const mongoFields = (database: string) => ({
  MONGODB_URI: fields.url(['mongodb:', 'mongodb+srv:']),
  MONGODB_DATABASE: fields.text(database),
});

/**
 * How soon other instances take over from one that died: its partitions after the session, its unpublished events after
 * the lease, its jobs after theirs. Shorter ones take a busy process for a dead one.
 */
export const takeoverFields = {
  KAFKA_SESSION_TIMEOUT_MS: fields.integer({ min: 1_000, max: 300_000, fallback: 10_000 }),
  RELAY_LEASE_MS: fields.integer({ min: 1_000, max: 300_000, fallback: 10_000 }),
  JOB_LEASE_MS: fields.integer({ min: 1_000, max: 300_000, fallback: 30_000 }),
  /** A consumer that finishes nothing for so long, with records to handle and nothing to wait for, is not alive. */
  CONSUMER_STUCK_MS: fields.integer({ min: 1_000, max: 3_600_000, fallback: 180_000 }),
};

/**
 * Reads and checks settings; unknown variables are ignored, an empty one counts as absent.
 * @throws ConfigError naming every fault.
 */
export function loadConfig<T extends z.ZodObject>(
  schema: T,
  env: NodeJS.ProcessEnv = process.env,
): z.infer<T> {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.map((issue) => faultOf(issue, given)));
}

function faultOf(issue: z.core.$ZodIssue, given: Record<string, string | undefined>): string {
  const name = issue.path.join('.');
  const value = given[name];
  // A rule over several settings can be broken by the default of one that is not set.
  if (value === undefined && issue.code === 'custom') return `${name} (its default): ${issue.message}`;
  if (value === undefined) return `${name} is not set: give it in the environment`;
  return `${name}=${JSON.stringify(value)}: ${issue.message}`;
}

function withDefault<T extends z.ZodType>(type: T, fallback: unknown): T {
  return (fallback === undefined ? type : type.default(fallback as never)) as T;
}

/** Digits only: Number() would take a blank for 0 and "0x10" for 16. */
function wholeNumber(min: number, max: number) {
  return z
    .string()
    .trim()
    .regex(/^-?\d+$/, { error: 'must be a whole number' })
    .transform(Number)
    .pipe(z.number().min(min).max(max));
}

function itemsOf(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}

function hasProtocol(text: string, protocols: readonly string[]): boolean {
  // Not `new URL`: a MongoDB URI may name several hosts.
  return protocols.some((protocol) => text.startsWith(`${protocol}//`) && text.length > protocol.length + 2);
}
