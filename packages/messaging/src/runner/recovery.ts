import { ConflictError, DependencyUnavailableError, UnreadableRecordError } from '../errors.ts';

/** What to do about a failed attempt. */
export type Recovery =
  | { readonly kind: 'wait'; readonly delayMs: number; readonly dependency: string }
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'one-by-one' }
  | { readonly kind: 'dead-letter' };

export interface Attempt {
  readonly error: unknown;
  /** 1 for the first. */
  readonly attempt: number;
  readonly batchSize: number;
  /** 0 ≤ random < 1: full jitter keeps many instances from retrying in step. */
  readonly random: number;
}

export const MAX_ATTEMPTS = 5;
const CONFLICTS_BEFORE_SPLIT = 3;
const FIRST_DELAY_MS = 50;
const MAX_DELAY_MS = 5_000;

const jittered = (attempt: number, random: number): number =>
  Math.round((0.5 + random / 2) * Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1)));

/**
 * Pure policy. A dependency that is away is waited for without end; a conflict is gathered again; a failure of the
 * records' own is first isolated to one record, then tried a few times, then dead-lettered.
 */
export function recover({ error, attempt, batchSize, random }: Attempt): Recovery {
  const delayMs = jittered(attempt, random);
  if (error instanceof DependencyUnavailableError)
    return { kind: 'wait', delayMs, dependency: error.dependency };
  if (error instanceof UnreadableRecordError)
    return batchSize > 1 ? { kind: 'one-by-one' } : { kind: 'dead-letter' };
  if (error instanceof ConflictError) {
    return batchSize > 1 && attempt >= CONFLICTS_BEFORE_SPLIT
      ? { kind: 'one-by-one' }
      : { kind: 'retry', delayMs };
  }
  if (batchSize > 1) return { kind: 'one-by-one' };
  return attempt < MAX_ATTEMPTS ? { kind: 'retry', delayMs } : { kind: 'dead-letter' };
}
