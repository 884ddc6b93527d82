import { createHash } from 'node:crypto';
import { type BookingInitiatedPayload, formatAmount } from '@wanderluxe/schemas';

/** A client's request that has passed validation; the amount is a plain decimal string. */
export interface BookingRequest {
  readonly bookingId: string;
  readonly propertyId: string;
  readonly userId: string;
  readonly amount: string;
  readonly currency: string;
  readonly checkInDate: string;
  readonly checkOutDate: string;
}

export const payloadOf = (request: BookingRequest): BookingInitiatedPayload => ({
  bookingId: request.bookingId,
  propertyId: request.propertyId,
  userId: request.userId,
  amount: request.amount,
  currency: request.currency,
  dates: { checkIn: request.checkInDate, checkOut: request.checkOutDate },
});

/**
 * SHA-256 of the request's canonical form, in hexadecimal: equal for bodies that ask for the same, whatever their
 * order of fields, spacing or way of writing the amount.
 */
export function fingerprintOf(request: BookingRequest): string {
  const canonical = [
    request.bookingId,
    request.propertyId,
    request.userId,
    formatAmount(request.amount, request.currency),
    request.currency,
    request.checkInDate,
    request.checkOutDate,
  ];
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
}
