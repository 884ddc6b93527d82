import type { LedgerBooking } from '../domain/known-booking.ts';
import type { BookingDocument, PendingBooking } from './contract/responses.ts';

export const linksOf = (bookingId: string) => ({
  self: `/api/v1/bookings/${bookingId}`,
  events: `/api/v1/bookings/${bookingId}/events`,
});

export const pending = (bookingId: string): PendingBooking => ({
  bookingId,
  status: 'PENDING',
  links: linksOf(bookingId),
});

/** The ledger's document under the API's name for its id. */
export function documentOf({ _id, ...rest }: LedgerBooking): BookingDocument {
  return { bookingId: _id, ...rest, links: linksOf(_id) } as BookingDocument;
}
