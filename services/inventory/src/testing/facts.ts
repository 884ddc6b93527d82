import type { BookingFacts } from '@wanderluxe/schemas';
import { freshId } from '@wanderluxe/testkit';

/** The facts of a booking of one room in June 2026; every one has another id unless it is given. */
export const factsFor = (propertyId: string, over: Partial<BookingFacts> = {}): BookingFacts => ({
  bookingId: freshId('b'),
  propertyId,
  userId: 'user-1',
  amount: '240.5',
  currency: 'EUR',
  dates: { checkIn: '2026-06-10', checkOut: '2026-06-12' },
  ...over,
});
