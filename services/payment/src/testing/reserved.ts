import { type EventOn, eventOf, newTraceId } from '@wanderluxe/schemas';
import { freshId } from '@wanderluxe/testkit';

export type InventoryReserved = EventOn<'inventory.reserved'>;

/** A booking whose rooms are held, as inventory says it. */
export function reserved(changes: Partial<InventoryReserved['payload']> = {}): InventoryReserved {
  const payload = {
    bookingId: freshId('b'),
    propertyId: 'prop-1',
    userId: 'user-1',
    amount: '5000',
    currency: 'USD',
    dates: { checkIn: '2026-12-24', checkOut: '2026-12-27' },
    holdExpiresAt: null,
    ...changes,
  };
  const traceId = newTraceId();
  return eventOf({
    topic: 'inventory.reserved',
    eventType: 'INVENTORY_RESERVED',
    payload,
    origin: 'inventory',
    traceId,
    nowMs: 1,
  }).event;
}
