import { ProblemError, problemHandler } from '@wanderluxe/runtime';
import express, { type Express, type RequestHandler, type Response } from 'express';
import type { Properties, PropertySetting } from '../ports.ts';
import { type AvailabilityEdges, availabilityOf } from './availability.ts';
import { asProblem, capacityBelowSold, NOTHING_CHANGED, unknownProperty } from './problems.ts';
import { nightsOf, pageOf, propertiesOf, propertyOf } from './requests.ts';

/** A thousand properties with ids of 64 characters, and room for the JSON around them. */
const MAX_BODY = '256kb';

export interface PropertiesApiEdges extends AvailabilityEdges {
  readonly properties: Properties;
  readonly nowMs: () => number;
  /** See every request first. */
  readonly observe?: readonly RequestHandler[];
}

/** Properties and their free rooms, for the gateway and operators: internal, without authentication. */
export function propertiesApi(edges: PropertiesApiEdges): Express {
  const { properties, logger, nowMs } = edges;
  const app = express().disable('x-powered-by').disable('etag');
  for (const seeing of edges.observe ?? []) app.use(seeing);
  const json = express.json({ limit: MAX_BODY });

  const set = async (wanted: readonly PropertySetting[]) => {
    const oversold = await properties.setCapacities(wanted, nowMs());
    if (oversold.length > 0) throw new ProblemError(capacityBelowSold(oversold));
  };

  app.get('/properties', async (req, res) => {
    const { limit, after } = pageOf(req.query);
    const found = await properties.list(limit + 1, after);
    const shown = found.slice(0, limit);
    send(res, { properties: shown, next: found.length > limit ? shown.at(-1)?.id : null });
  });

  app.put('/properties', json, async (req, res) => {
    const wanted = propertiesOf(req.body);
    await set(wanted);
    send(res, { properties: wanted });
  });

  app.put('/properties/:id', json, async (req, res) => {
    const wanted = propertyOf(req.params.id, req.body);
    await set([wanted]);
    send(res, wanted);
  });

  app.get('/properties/:id/availability', async (req, res) => {
    const nights = nightsOf(req.query);
    const availability = await availabilityOf(edges, req.params.id, nights);
    if (!availability) throw new ProblemError(unknownProperty(req.params.id));
    send(res, availability);
  });

  app.use((req) => {
    throw new ProblemError({
      status: 404,
      code: 'not_found',
      title: `There is no ${req.method} ${req.path}`,
    });
  });
  const onUnexpected = (error: unknown) => logger.error('a request failed', { error });
  app.use(asProblem(NOTHING_CHANGED), problemHandler(onUnexpected));
  return app;
}

const send = (res: Response, body: object): void => {
  res.type('application/json').send(JSON.stringify(body));
};
