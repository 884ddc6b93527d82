import {
  aboutRequest,
  type Logger,
  problemHandler,
  type TracingParts,
  traceRequest,
} from '@wanderluxe/runtime';
import express, { type Express, type RequestHandler } from 'express';
import type { AcceptBooking } from '../handlers/accept-booking.ts';
import type { AdmissionControl } from '../handlers/admission-control.ts';
import type { CancelBooking } from '../handlers/cancel-booking.ts';
import type { FollowBookings } from '../handlers/follow-bookings.ts';
import type { Availabilities, Claims, Clock, KnownBookings, Measurements } from '../ports.ts';
import { serveDocs } from './docs-page.ts';
import { onlyMethods, requestFaults, unknownRoute } from './faults.ts';
import { getAvailability } from './get-availability.ts';
import { getBooking } from './get-booking.ts';
import { getBookingEvents } from './get-booking-events.ts';
import { jsonBytes, jsonBytesIfAny } from './json-body.ts';
import type { OpenStreams } from './open-streams.ts';
import { openApiDocument } from './openapi.ts';
import { postBooking } from './post-booking.ts';
import { postCancellation } from './post-cancellation.ts';

export interface HttpParts {
  readonly admission: AdmissionControl;
  readonly bookings: AcceptBooking;
  readonly cancellations: CancelBooking;
  readonly follow: FollowBookings;
  readonly claims: Claims;
  readonly views: KnownBookings;
  readonly availabilities: Availabilities;
  readonly clock: Clock;
  readonly measurements: Measurements;
  /** Sees every request first. */
  readonly observe: RequestHandler;
  readonly logger: Logger;
  readonly tracing: TracingParts;
  readonly heartbeatMs: number;
  readonly openStreams: OpenStreams;
}

export function createHttpApp(parts: HttpParts): Express {
  const app = express().disable('x-powered-by').disable('etag');
  const traced = traceRequest(parts.tracing);
  app.use(parts.observe, neverCached);
  app
    .route('/api/v1/bookings')
    .post(traced, ...jsonBytes, postBooking(parts))
    .all(onlyMethods('POST'));
  app.route('/api/v1/bookings/:bookingId').get(traced, getBooking(parts)).all(onlyMethods('GET', 'HEAD'));
  app
    .route('/api/v1/bookings/:bookingId/events')
    .get(traced, getBookingEvents(parts))
    .all(onlyMethods('GET', 'HEAD'));
  app
    .route('/api/v1/bookings/:bookingId/cancellation')
    .post(traced, ...jsonBytesIfAny, postCancellation(parts))
    .all(onlyMethods('POST'));
  app
    .route('/api/v1/properties/:propertyId/availability')
    .get(traced, getAvailability(parts.availabilities))
    .all(onlyMethods('GET', 'HEAD'));
  serveDocs(app, openApiDocument());
  app.use(unknownRoute);
  app.use(requestFaults);
  app.use(
    problemHandler((error, req) =>
      parts.logger.error('a request failed unexpectedly', {
        ...(req.res && aboutRequest(req.res)),
        method: req.method,
        route: req.route?.path,
        error,
      }),
    ),
  );
  return app;
}

const neverCached: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};
