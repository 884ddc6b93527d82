import { DependencyUnavailableError } from '@wanderluxe/messaging';
import { ReplyError } from 'ioredis';

/** Answers of a server that works but cannot serve now: starting, a replica, out of memory, in a failover. */
const AWAY = /^(LOADING|READONLY|OOM|BUSY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS|MISCONF|UNBLOCKED)/;

/** Anything but the server's own complaint about a command means that the server is away or too slow. */
export function redisFault(error: unknown): unknown {
  const complaint = error instanceof ReplyError && !AWAY.test((error as Error).message);
  return complaint ? error : new DependencyUnavailableError('redis', error);
}

/** Runs a Redis call and throws its faults sorted. */
export async function guarded<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw redisFault(error);
  }
}
