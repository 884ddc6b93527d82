import { MongoError, MongoNetworkError, MongoServerError, MongoServerSelectionError } from 'mongodb';
import { ConflictError, DependencyUnavailableError } from '../errors.ts';

const DUPLICATE_KEY = 11_000;
const WRITE_CONFLICT = 112;

/** The driver's word that an operation took too long or found no usable server. */
const AWAY = /Timeout|PoolCleared|ServerSelection|PoolClosed|NotConnected|TopologyClosed|ClientClosed/;

/**
 * What a server says that shuts down, steps down, recovers or runs out of time; only some of these carry a label.
 * HostUnreachable, HostNotFound, MaxTimeMSExpired, WriteConcernTimeout, NetworkTimeout, ShutdownInProgress,
 * PrimarySteppedDown, ExceededTimeLimit, SocketException, NotWritablePrimary, InterruptedAtShutdown,
 * InterruptedDueToReplStateChange, NotPrimaryNoSecondaryOk, NotPrimaryOrSecondary.
 */
const AWAY_CODES = new Set([6, 7, 50, 64, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436]);

/**
 * Sorts the driver's errors into the three that the runner knows: another instance was first (conflict), the
 * database is away (dependency), or the caller's own mistake, which is returned unchanged.
 */
export function mongoFault(error: unknown): unknown {
  if (!(error instanceof MongoError)) return error;
  if (error instanceof MongoServerError && (error.code === DUPLICATE_KEY || error.code === WRITE_CONFLICT)) {
    return new ConflictError(error.message, { cause: error });
  }
  const away =
    error instanceof MongoNetworkError ||
    error instanceof MongoServerSelectionError ||
    AWAY.test(error.name) ||
    (error instanceof MongoServerError && AWAY_CODES.has(Number(error.code))) ||
    error.hasErrorLabel('TransientTransactionError') ||
    error.hasErrorLabel('UnknownTransactionCommitResult') ||
    error.hasErrorLabel('RetryableWriteError');
  return away ? new DependencyUnavailableError('mongo', error) : error;
}

/** More than the driver's own limits for one try together, which are in `client.ts`. */
const ANSWER_WITHIN_MS = 18_000;

/**
 * Runs a database call and throws its faults sorted. No call waits for ever: the driver never answers one whose
 * connection was destroyed just before its command was written. The connection is then lost to the pool.
 */
export async function guarded<T>(call: () => Promise<T>, withinMs = ANSWER_WITHIN_MS): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const tooLong = () => reject(new DependencyUnavailableError('mongo', `no answer within ${withinMs} ms`));
  const timer = setTimeout(tooLong, withinMs).unref();
  try {
    return await Promise.race([call(), late]);
  } catch (error) {
    throw mongoFault(error);
  } finally {
    clearTimeout(timer);
  }
}
