import { setFlagsFromString } from 'node:v8';
import { ConfigError } from './config.ts';
import { STOP_DEADLINE_MS } from './stopping.ts';

export interface RunningService {
  /** Stops taking work, finishes or hands back what is in flight, closes everything. */
  stop(): Promise<void>;
}

/** sysexits: the configuration is wrong. */
const EXIT_CONFIG = 78;
/**
 * By itself V8 lets the heap of a busy process grow to several times what lives in it before it collects, as there is
 * memory enough on the machine; with this, to less than twice what lives (docs/decisions/0024).
 */
const HEAP_GROWTH = '--heap-growing-percent=80';

/**
 * The whole life of a service process: start, wait for SIGTERM or SIGINT, stop within a deadline.
 * A fault at start is printed with its remedy; an unhandled error ends the process, because its state is unknown.
 */
export async function runService(name: string, start: () => Promise<RunningService>): Promise<void> {
  setFlagsFromString(HEAP_GROWTH);
  process.once('uncaughtException', (error) => fail(`${name}: unexpected error, stopping`, error));
  process.once('unhandledRejection', (error) => fail(`${name}: unexpected rejection, stopping`, error));
  // A start that throws at once and one that rejects are the same fault.
  const service = await Promise.resolve()
    .then(start)
    .catch((error: unknown) => startFault(name, error));
  let stopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    setTimeout(
      () => fail(`${name}: ${signal}: not stopped within ${STOP_DEADLINE_MS} ms`, ''),
      STOP_DEADLINE_MS,
    ).unref();
    await service.stop();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function startFault(name: string, error: unknown): never {
  if (error instanceof ConfigError) {
    console.error(`${name}: ${error.message}`);
    process.exit(EXIT_CONFIG);
  }
  return fail(`${name}: cannot start`, error);
}

function fail(message: string, error: unknown): never {
  console.error(message, error);
  process.exit(1);
}

/** Outside every promise chain, so that the process ends as on any unexpected error. */
export function endProcess(error: Error): void {
  setImmediate(() => {
    throw error;
  });
}
