import winston from 'winston';

export type LogFields = Readonly<Record<string, unknown>>;
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Structured logging. Never put personal or payment data into fields. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** From the most talkative on. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const satisfies readonly LogLevel[];

/** A logger whose level can be set while it runs. */
export interface LeveledLogger extends Logger {
  level: LogLevel;
}

/** JSON lines on standard output. A disabled level costs a comparison: winston's own check comes after the work. */
export function createLogger(options: { service: string; level: LogLevel }): LeveledLogger {
  const { service } = options;
  let lowest = logLevels.indexOf(options.level);
  const target = winston.createLogger({
    level: 'debug',
    format: winston.format.combine(
      winston.format.timestamp(),
      winston.format.errors({ stack: true }),
      winston.format.json(),
    ),
    transports: [new winston.transports.Console({ forceConsole: false })],
  });
  const at = (own: LogLevel) => (message: string, fields?: LogFields) => {
    if (logLevels.indexOf(own) >= lowest) target.log({ ...printable(fields), service, level: own, message });
  };
  return {
    ...{ debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    get level() {
      return logLevels[lowest] as LogLevel;
    },
    set level(level) {
      lowest = logLevels.indexOf(level);
    },
  };
}

/** For tests and tools that print their own words. */
export const silentLogger: LeveledLogger = { level: 'error', debug() {}, info() {}, warn() {}, error() {} };

/** Errors are not enumerable: without this JSON shows them as {}. */
function printable(fields: LogFields | undefined): LogFields {
  const entries = Object.entries(fields ?? {});
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value instanceof Error ? errorText(value) : value]),
  );
}

function errorText(error: Error): string {
  const cause = error.cause instanceof Error ? ` (cause: ${error.cause.message})` : '';
  return `${error.stack ?? error.message}${cause}`;
}
