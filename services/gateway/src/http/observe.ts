import type { RequestHandler } from 'express';
import type { Measurements } from '../ports.ts';

/** Counts each request by its route's template, when its answer has ended or its client has left. */
export const observe =
  (measurements: Measurements): RequestHandler =>
  (req, res, next) => {
    res.once('close', () => {
      const route: unknown = req.route?.path;
      measurements.requestFinished(req.method, typeof route === 'string' ? route : 'none', res.statusCode);
    });
    next();
  };
