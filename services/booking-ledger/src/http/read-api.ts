import { type Problem, ProblemError, problemHandler } from '@wanderluxe/runtime';
import express, { type Express, type RequestHandler, type Response } from 'express';
import type { Bookings } from '../ports.ts';
import { jsonOf } from './booking-json.ts';
import { asProblem } from './problems.ts';
import { lookupIdsOf, queryOf } from './requests.ts';

/** A thousand ids of 64 characters, and room for the quotes. */
const MAX_BODY = '128kb';

export interface ReadApiEdges {
  readonly bookings: Pick<Bookings, 'find' | 'page'>;
  readonly onUnexpected: (error: unknown) => void;
  /** See every request first. */
  readonly observe?: readonly RequestHandler[];
}

/** What the other services and operators ask: internal, without authentication, changes nothing. */
export function readApi({ bookings, onUnexpected, observe = [] }: ReadApiEdges): Express {
  const app = express().disable('x-powered-by').disable('etag');
  for (const seeing of observe) app.use(seeing);

  app.get('/bookings/:id', async (req, res) => {
    const [booking] = await bookings.find([req.params.id]);
    if (!booking) throw new ProblemError(unknownBooking);
    send(res, jsonOf(booking));
  });

  app.post('/bookings/lookup', express.json({ limit: MAX_BODY }), async (req, res) => {
    const found = await bookings.find(lookupIdsOf(req.body));
    send(res, { bookings: found.map(jsonOf) });
  });

  app.get('/bookings', async (req, res) => {
    const query = queryOf(req.query);
    const found = await bookings.page({ ...query, limit: query.limit + 1 });
    const shown = found.slice(0, query.limit);
    const next = found.length > shown.length ? shown.at(-1)?.bookingId : null;
    send(res, { bookings: shown.map(jsonOf), next });
  });

  app.use((req) => {
    throw new ProblemError({
      status: 404,
      code: 'not_found',
      title: `There is no ${req.method} ${req.path}`,
    });
  });
  app.use(asProblem, problemHandler(onUnexpected));
  return app;
}

const unknownBooking: Problem = {
  status: 404,
  code: 'unknown_booking',
  title: 'No event of this booking has arrived',
};

const send = (res: Response, body: object): void => {
  res.type('application/json').send(JSON.stringify(body));
};
