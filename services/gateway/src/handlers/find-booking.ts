import { DependencyUnavailableError } from '@wanderluxe/messaging';
import type { LedgerBooking } from '../domain/known-booking.ts';
import type { Claims, KnownBookings } from '../ports.ts';

export type Finding =
  | { readonly kind: 'known'; readonly booking: LedgerBooking }
  /** Accepted, but the ledger has not heard of it yet. */
  | { readonly kind: 'accepted' }
  /** Claimed by a request that is under way or in doubt: it may become accepted, or unknown again. */
  | { readonly kind: 'claimed' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unavailable'; readonly code: 'ledger_unavailable' | 'redis_unavailable' };

/** What is known of a booking: the ledger first, then the claims. */
export async function findBooking(
  { views, claims }: { views: KnownBookings; claims: Claims },
  bookingId: string,
  traceparent: string | undefined,
): Promise<Finding> {
  const booking = await orAway(views.find(bookingId, traceparent));
  if (booking === 'away') return { kind: 'unavailable', code: 'ledger_unavailable' };
  if (booking) return { kind: 'known', booking };
  const claim = await orAway(claims.find(bookingId));
  if (claim === 'away') return { kind: 'unavailable', code: 'redis_unavailable' };
  if (!claim) return { kind: 'unknown' };
  return { kind: claim.state === 'accepted' ? 'accepted' : 'claimed' };
}

async function orAway<T>(answer: Promise<T>): Promise<T | 'away'> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof DependencyUnavailableError) return 'away';
    throw error;
  }
}
