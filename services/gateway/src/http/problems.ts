import { ProblemError, problem } from '@wanderluxe/runtime';
import type { Response } from 'express';

interface ProblemKind {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** Sent as Retry-After. */
  readonly retryAfterSeconds?: number;
}

const NOTHING_ACCEPTED =
  'Nothing was accepted: repeat the request after Retry-After, with the same key if it had one.';

/** Every problem that the gateway answers, by code; internal_error is the runtime's. */
export const problems = {
  invalid_request: {
    status: 400,
    title: 'The request is not valid',
    detail: 'Correct what errors[] lists; a corrected request may keep its Idempotency-Key.',
  },
  route_not_found: {
    status: 404,
    title: 'There is nothing at this path',
    detail: 'The routes are described in /openapi.json.',
  },
  booking_not_found: {
    status: 404,
    title: 'No such booking',
    detail: 'It was never accepted: check the id, or request it with POST /api/v1/bookings.',
  },
  property_not_found: { status: 404, title: 'No such property', detail: 'Check the id.' },
  method_not_allowed: {
    status: 405,
    title: 'The path has no such method',
    detail: 'The Allow header names those that it has.',
  },
  idempotency_key_in_progress: {
    status: 409,
    title: 'The same request is being processed',
    detail: 'Repeat it after the time in Retry-After, with the same key.',
    retryAfterSeconds: 1,
  },
  already_processed: {
    status: 409,
    title: 'The request was already accepted',
    detail: 'There is nothing to repeat: follow the links to the booking.',
  },
  idempotency_key_reused: {
    status: 409,
    title: 'The Idempotency-Key was used for another request',
    detail: 'Use a new key for a new request.',
  },
  booking_exists: {
    status: 409,
    title: 'The bookingId is taken',
    detail: 'Choose another bookingId, or repeat the first request with its own Idempotency-Key.',
  },
  booking_failed: {
    status: 409,
    title: 'The booking has failed',
    detail: 'There is nothing to cancel: it holds no rooms, and whatever was charged is paid back.',
  },
  body_too_large: { status: 413, title: 'The body is too large', detail: 'Send at most 16384 bytes.' },
  unsupported_media_type: {
    status: 415,
    title: 'The body is not JSON',
    detail: 'Send application/json in UTF-8 without Content-Encoding.',
  },
  kafka_unavailable: {
    status: 503,
    title: 'Requests cannot be taken now',
    detail: NOTHING_ACCEPTED,
    retryAfterSeconds: 3,
  },
  redis_unavailable: {
    status: 503,
    title: 'Requests cannot be told apart now',
    detail: NOTHING_ACCEPTED,
    retryAfterSeconds: 2,
  },
  overloaded: {
    status: 503,
    title: 'Too much is in flight',
    detail: NOTHING_ACCEPTED,
    retryAfterSeconds: 1,
  },
  acceptance_unknown: {
    status: 503,
    title: 'It is not known yet whether the request was accepted',
    detail:
      'Repeat it after Retry-After, with the same key if it had one, until the answer is 202 or 409 already_processed.',
    retryAfterSeconds: 5,
  },
  booking_not_visible_yet: {
    status: 503,
    title: 'The booking cannot be seen yet',
    detail: 'It is being accepted, or was a moment ago: repeat the request after Retry-After.',
    retryAfterSeconds: 1,
  },
  ledger_unavailable: {
    status: 503,
    title: 'Bookings cannot be read now',
    detail: 'Try again after Retry-After.',
    retryAfterSeconds: 2,
  },
  inventory_unavailable: {
    status: 503,
    title: 'Availability cannot be read now',
    detail: 'Try again after Retry-After.',
    retryAfterSeconds: 2,
  },
  too_many_watchers: {
    status: 503,
    title: 'Too many streams are open',
    detail: 'Try again after Retry-After, or ask for the booking itself.',
    retryAfterSeconds: 5,
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof problems;

export interface FieldFault {
  readonly field: string;
  readonly problem: string;
}

/** What a problem says beyond its kind. */
export interface ProblemExtras {
  readonly errors?: readonly FieldFault[];
  readonly [extension: string]: unknown;
}

/** Answers with the problem document of this code. @param waitSeconds instead of the kind's own Retry-After */
export function refuse(
  res: Response,
  code: ProblemCode,
  extras: ProblemExtras = {},
  waitSeconds?: number,
): void {
  const { status, title, detail, ...kind }: ProblemKind = problems[code];
  const retryAfterSeconds = waitSeconds ?? kind.retryAfterSeconds;
  if (retryAfterSeconds !== undefined) res.set('Retry-After', String(retryAfterSeconds));
  problem(res, { status, code, title, detail, ...extras });
}

/** The 400 that lists what is wrong, for the error handler to write. */
export const invalid = (errors: readonly FieldFault[]): ProblemError => {
  const { status, title, detail } = problems.invalid_request;
  return new ProblemError({ status, code: 'invalid_request', title, detail, errors });
};
