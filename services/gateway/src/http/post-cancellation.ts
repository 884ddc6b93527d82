import { formatTraceparent, isAbout, stepOf } from '@wanderluxe/runtime';
import type { RequestHandler } from 'express';
import type { CancelBooking } from '../handlers/cancel-booking.ts';
import { cancellationFields } from './contract/cancellation-schema.ts';
import { bookingPath } from './contract/query-schemas.ts';
import { linksOf } from './links.ts';
import { type FieldFault, invalid, refuse } from './problems.ts';
import { readJson } from './read-json.ts';
import { faultsOf } from './validate.ts';

/** POST /api/v1/bookings/:bookingId/cancellation, after `traceRequest` and `jsonBytesIfAny`. */
export function postCancellation({ cancellations }: { cancellations: CancelBooking }): RequestHandler {
  return async (req, res) => {
    const step = stepOf(res);
    const { bookingId, reason } = readCancellation(req.params, req.body);
    isAbout(res, { bookingId });
    const answer = await cancellations.cancel({
      ...{ bookingId, reason, traceId: step.traceId, parent: formatTraceparent(step) },
    });
    if (answer.kind === 'refused') return refuse(res, answer.code);
    const links = linksOf(bookingId);
    res.set('Location', links.self);
    if (answer.traceparent !== undefined) res.set('traceparent', answer.traceparent);
    res.status(202).json({ bookingId, status: answer.status, links });
  };
}

/**
 * Reads path and body together, so that one answer lists the faults of both.
 * @throws ProblemError
 */
function readCancellation(params: unknown, body: Buffer | undefined): { bookingId: string; reason: string } {
  const path = bookingPath.safeParse(params);
  const json = body && body.length > 0 ? readJson(body) : { value: {} };
  const faults: FieldFault[] = path.success ? [] : faultsOf(path.error);
  if ('faults' in json) throw invalid([...faults, ...json.faults]);
  const fields = cancellationFields.safeParse(json.value);
  if (path.success && fields.success) return { ...path.data, reason: fields.data.reason ?? '' };
  throw invalid([...faults, ...(fields.success ? [] : faultsOf(fields.error))]);
}
