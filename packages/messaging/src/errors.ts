/**
 * A server that the step needs is away or too slow. The runner keeps the record, waits and tries the step again;
 * nothing is dead-lettered because a dependency is down.
 */
export class DependencyUnavailableError extends Error {
  readonly dependency: string;
  constructor(dependency: string, cause: unknown) {
    super(`${dependency} is not available: ${messageOf(cause)}`, { cause });
    this.name = 'DependencyUnavailableError';
    this.dependency = dependency;
  }
}

/**
 * What was gathered no longer holds: another instance changed it first. The runner gathers again and, when that
 * fails too, goes on with one record at a time. Throw it from `save`.
 */
export class ConflictError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ConflictError';
  }
}

/** The record breaks its contract and no later attempt can read it: it goes to the dead-letter topic at once. */
export class UnreadableRecordError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnreadableRecordError';
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
