import type { Settings } from '../settings/settings.ts';
import { askOps, decisionBy } from './engine-calls.ts';

/** Rooms that are held and not paid yet. */
export interface Hold {
  readonly bookingId: string;
  readonly propertyId: string;
  readonly amount: string;
  readonly currency: string;
  readonly checkIn: string;
  readonly checkOut: string;
  readonly holdExpiresAt: string | null;
  readonly expiryRequestedAt: string | null;
}

/** Holds by their deadline; those about which payment was asked come last. */
export async function heldRooms(
  settings: Settings,
  { propertyId, limit }: { propertyId?: string | undefined; limit: number },
): Promise<Hold[]> {
  const query = new URLSearchParams({ limit: `${limit}`, ...(propertyId && { propertyId }) });
  return (await askOps<{ holds: Hold[] }>(settings, 'inventory', { path: `/holds?${query}` })).holds;
}

/** Asks payment now whether the rooms can be given back; a dry run only shows the hold. */
export const releaseHold = (
  settings: Settings,
  bookingId: string,
  { reason, dryRun = false }: { reason: string; dryRun?: boolean },
): Promise<Hold> =>
  askOps<Hold>(settings, 'inventory', {
    method: 'POST',
    path: `/holds/${encodeURIComponent(bookingId)}/release?dryRun=${dryRun}`,
    body: decisionBy(reason),
  });
