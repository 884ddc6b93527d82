import { formatTraceparent, isAbout, stepOf } from '@wanderluxe/runtime';
import type { RequestHandler, Response } from 'express';
import type { Acceptance, AcceptBooking } from '../handlers/accept-booking.ts';
import type { AdmissionControl } from '../handlers/admission-control.ts';
import type { Clock, Measurements } from '../ports.ts';
import { bookingRequestSchema } from './contract/booking-request-schema.ts';
import { linksOf, pending } from './links.ts';
import { refuse } from './problems.ts';
import { readBookingRequest } from './read-booking-request.ts';

export interface PostBookingParts {
  readonly admission: Pick<AdmissionControl, 'admit'>;
  readonly bookings: AcceptBooking;
  readonly clock: Clock;
  readonly measurements: Measurements;
}

/** POST /api/v1/bookings, after `traceRequest` and `jsonBytes`. */
export function postBooking({ admission, bookings, clock, measurements }: PostBookingParts): RequestHandler {
  const schema = bookingRequestSchema(() => clock.businessNowMs());
  return async (req, res) => {
    const startedMs = performance.now();
    const step = stepOf(res);
    const { request, key } = readBookingRequest(schema, req.body, req.get('Idempotency-Key'));
    isAbout(res, { bookingId: request.bookingId });
    const waitSeconds = admission.admit();
    measurements.admissionDecided(waitSeconds === undefined);
    if (waitSeconds !== undefined) return refuse(res, 'overloaded', {}, waitSeconds);
    const acceptance = await bookings.accept({
      request,
      key,
      traceId: step.traceId,
      parent: formatTraceparent(step),
    });
    answer(res, acceptance, request.bookingId);
    if (acceptance.kind === 'accepted') measurements.accepted((performance.now() - startedMs) / 1_000);
  };
}

function answer(res: Response, acceptance: Acceptance, bookingId: string): void {
  if (acceptance.kind === 'accepted') {
    res.set({ Location: linksOf(bookingId).self, traceparent: acceptance.traceparent });
    res.status(202).json(pending(bookingId));
  } else if (acceptance.code === 'already_processed') {
    refuse(res, acceptance.code, { bookingId, links: linksOf(bookingId) });
  } else {
    refuse(res, acceptance.code);
  }
}
