import { formatTraceparent, isAbout, stepOf } from '@wanderluxe/runtime';
import type { RequestHandler } from 'express';
import { findBooking } from '../handlers/find-booking.ts';
import type { Claims, KnownBookings } from '../ports.ts';
import { bookingPath } from './contract/query-schemas.ts';
import { documentOf, pending } from './links.ts';
import { refuse } from './problems.ts';
import { validated } from './validate.ts';

/** GET /api/v1/bookings/:bookingId */
export function getBooking(stores: { views: KnownBookings; claims: Claims }): RequestHandler {
  return async (req, res) => {
    const { bookingId } = validated(bookingPath, req.params);
    isAbout(res, { bookingId });
    const finding = await findBooking(stores, bookingId, formatTraceparent(stepOf(res)));
    if (finding.kind === 'known') res.json(documentOf(finding.booking));
    else if (finding.kind === 'accepted') res.json(pending(bookingId));
    else if (finding.kind === 'unavailable') refuse(res, finding.code);
    else refuse(res, 'booking_not_found');
  };
}
