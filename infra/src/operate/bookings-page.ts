import { callText } from '../call.ts';
import { parseExact } from '../demo/engine-apis.ts';
import { httpAt } from '../settings/addresses.ts';
import type { Settings } from '../settings/settings.ts';
import type { BookingShown } from './timeline.ts';

export const bookingStatuses = ['PENDING', 'RESERVED', 'CONFIRMED', 'FAILED', 'CANCELLED'] as const;

export interface BookingsQuery {
  readonly propertyId?: string | undefined;
  readonly status?: string | undefined;
  /** Only ids after this one. */
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface BookingsPage {
  readonly bookings: readonly BookingShown[];
  /** Where the next page begins; null after the last. */
  readonly next: string | null;
}

/** Bookings as the ledger has them, in the order of their ids. */
export async function bookingsPage(
  settings: Settings,
  { propertyId, status, after, limit }: BookingsQuery,
): Promise<BookingsPage> {
  const query = new URLSearchParams({
    limit: `${limit}`,
    ...(propertyId && { propertyId }),
    ...(status && { status }),
    ...(after && { after }),
  });
  const base = httpAt(settings, 'ledgerHttp');
  return parseExact(await callText({ who: 'booking-ledger', base, path: `/bookings?${query}` }));
}
