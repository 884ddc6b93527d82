import { ConflictError, DependencyUnavailableError, UnreadableRecordError } from '../errors.ts';

/** What to do about a failed attempt. */
export type Recovery =
  | { readonly kind: 'wait'; readonly delayMs: number; readonly dependency: string }
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'one-by-one' }
  | { readonly kind: 'give-up' };

export interface Attempt {
  readonly error: unknown;
  /** Which failure of its class this is, 1 for the first: time spent waiting for a server uses up no tries. */
  readonly attempt: number;
  readonly batchSize: number;
  /** 0 ≤ random < 1: jitter keeps many instances from retrying in step. */
  readonly random: number;
}

export type FailureClass = 'away' | 'unreadable' | 'conflict' | 'own';

/** Tries of a record that fails for a reason of its own. */
export const MAX_ATTEMPTS = 5;
/** A single record that conflicts this often (over a minute) conflicts with nobody: its handler is at fault. */
export const MAX_CONFLICTS = 20;
const CONFLICTS_BEFORE_SPLIT = 3;
const FIRST_DELAY_MS = 50;
const MAX_DELAY_MS = 5_000;

const jittered = (attempt: number, random: number): number =>
  Math.round((0.5 + random / 2) * Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1)));

export function failureClassOf(error: unknown): FailureClass {
  if (error instanceof DependencyUnavailableError) return 'away';
  if (error instanceof UnreadableRecordError) return 'unreadable';
  return error instanceof ConflictError ? 'conflict' : 'own';
}

/**
 * Pure policy. A dependency that is away is waited for without end; a conflict is gathered again; a failure of the
 * records' own is first isolated to one record, then tried a few times, then given up: it goes to a retry or a dead-letter topic.
 */
export function recover({ error, attempt, batchSize, random }: Attempt): Recovery {
  const delayMs = jittered(attempt, random);
  if (error instanceof DependencyUnavailableError)
    return { kind: 'wait', delayMs, dependency: error.dependency };
  const failure = failureClassOf(error);
  if (batchSize > 1) {
    const gatherAgain = failure === 'conflict' && attempt < CONFLICTS_BEFORE_SPLIT;
    return gatherAgain ? { kind: 'retry', delayMs } : { kind: 'one-by-one' };
  }
  return attempt < triesOf(failure) ? { kind: 'retry', delayMs } : { kind: 'give-up' };
}

function triesOf(failure: FailureClass): number {
  if (failure === 'unreadable') return 1;
  return failure === 'conflict' ? MAX_CONFLICTS : MAX_ATTEMPTS;
}
