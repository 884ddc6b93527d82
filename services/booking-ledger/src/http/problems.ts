import { DependencyUnavailableError } from '@wanderluxe/messaging';
import { clientFault, type Problem, ProblemError } from '@wanderluxe/runtime';
import type { ErrorRequestHandler } from 'express';

const RETRY_AFTER_S = 1;

/** Gives the faults of others (the body parser, the store) their problem documents. */
export const asProblem: ErrorRequestHandler = (error, _req, res, next) => {
  if (error instanceof DependencyUnavailableError) {
    res.set('Retry-After', String(RETRY_AFTER_S));
    return next(new ProblemError(unavailable(error.dependency)));
  }
  const fault = clientFault(error);
  next(fault ? new ProblemError(fault) : error);
};

const unavailable = (dependency: string): Problem => ({
  status: 503,
  code: `${dependency}_unavailable`,
  title: `${dependency} does not answer`,
  detail: `Try again in ${RETRY_AFTER_S} s.`,
});
