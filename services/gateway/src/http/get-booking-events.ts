import { formatTraceparent, isAbout, stepOf } from '@wanderluxe/runtime';
import type { RequestHandler, Response } from 'express';
import type { LedgerBooking } from '../domain/known-booking.ts';
import { newSteps, type Told, toldBy, wasToldOutcome } from '../domain/steps.ts';
import { findBooking } from '../handlers/find-booking.ts';
import type { FollowBookings } from '../handlers/follow-bookings.ts';
import type { Claims, KnownBookings } from '../ports.ts';
import { bookingPath } from './contract/query-schemas.ts';
import { EventStream } from './event-stream.ts';
import type { OpenStreams } from './open-streams.ts';
import { refuse } from './problems.ts';
import { validated } from './validate.ts';

export interface BookingEventsParts {
  readonly views: KnownBookings;
  readonly claims: Claims;
  readonly follow: FollowBookings;
  readonly heartbeatMs: number;
  readonly openStreams: OpenStreams;
}

/** A stream that has seen no outcome ends after this; the client comes back with what it was told. */
const MAX_STREAM_MS = 15 * 60_000;

/** GET /api/v1/bookings/:bookingId/events */
export function getBookingEvents(parts: BookingEventsParts): RequestHandler {
  return async (req, res) => {
    const { bookingId } = validated(bookingPath, req.params);
    isAbout(res, { bookingId });
    const told = toldBy(req.get('Last-Event-ID'));
    // 204 tells an EventSource not to come again.
    if (wasToldOutcome(told)) return void res.status(204).end();
    const finding = await findBooking(parts, bookingId, formatTraceparent(stepOf(res)));
    if (finding.kind === 'unavailable') return refuse(res, finding.code);
    if (finding.kind === 'unknown' || finding.kind === 'claimed') return refuse(res, 'booking_not_found');
    // The client may have left meanwhile; to a HEAD there is nothing to tell.
    if (res.destroyed || req.method === 'HEAD') return void res.end();
    const first = finding.kind === 'known' ? finding.booking : undefined;
    if (!stream(parts, res, bookingId, { told, first })) refuse(res, 'too_many_watchers');
  };
}

/** Answers with the steps until the outcome; false when there are too many watchers. */
function stream(
  { follow, heartbeatMs, openStreams }: BookingEventsParts,
  res: Response,
  bookingId: string,
  { told: before, first }: { told: Told; first: LedgerBooking | undefined },
): boolean {
  let told = before;
  const tell = (booking: LedgerBooking) => {
    const steps = newSteps(booking, told);
    told = steps.told;
    for (const event of steps.events) events.send(event);
    if (wasToldOutcome(told)) end();
  };
  const unwatch = follow.watch(bookingId, tell, stepOf(res).traceId);
  if (!unwatch) return false;
  const events = new EventStream(res, heartbeatMs);
  const end = () => {
    unwatch();
    events.end();
  };
  const limit = setTimeout(end, MAX_STREAM_MS);
  res.once('close', () => {
    clearTimeout(limit);
    unwatch();
    openStreams.delete(end);
  });
  if (first) tell(first);
  openStreams.add(end);
  return true;
}
