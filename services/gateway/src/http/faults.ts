import type { ErrorRequestHandler, RequestHandler } from 'express';
import { invalid, refuse } from './problems.ts';

/** For the methods that a path does not have. */
export const onlyMethods =
  (...methods: readonly string[]): RequestHandler =>
  (_req, res) => {
    res.set('Allow', methods.join(', '));
    refuse(res, 'method_not_allowed');
  };

export const unknownRoute: RequestHandler = (_req, res) => refuse(res, 'route_not_found');

/** What the framework itself finds wrong with a request, as problem documents. */
export const requestFaults: ErrorRequestHandler = (error: { status?: number }, _req, res, next) => {
  if (res.headersSent) return next(error);
  if (error.status === 413) return refuse(res, 'body_too_large');
  if (error.status === 415) return refuse(res, 'unsupported_media_type');
  if (error.status === 400) return next(invalid([{ field: 'request', problem: 'could not be read' }]));
  next(error);
};
