import { fields, loadConfig } from '@wanderluxe/runtime';
import { z } from 'zod';

/** Fewer characters could be guessed. */
const MIN_TOKEN_LENGTH = 16;

const settings = z.object({
  HOST: fields.text('127.0.0.1'),
  CONSOLE_PORT: fields.port(),
  /** Whoever knows it is let in. */
  CONSOLE_TOKEN: fields.text().refine((token) => token.length >= MIN_TOKEN_LENGTH, {
    error: `must have at least ${MIN_TOKEN_LENGTH} characters: try "openssl rand -base64 24"`,
  }),
  LOG_LEVEL: fields.oneOf(['debug', 'info', 'warn', 'error'], 'info'),
});

export type Config = z.infer<typeof settings>;

/** @throws ConfigError naming every fault */
export const consoleConfig = (env?: NodeJS.ProcessEnv): Config => loadConfig(settings, env);
