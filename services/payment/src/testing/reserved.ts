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

const factsOfEvent = ({ payload }: InventoryReserved) => {
  const { holdExpiresAt: _, ...facts } = payload;
  return facts;
};

/** The client no longer wants the booking. */
export function cancelled(of: InventoryReserved): EventOn<'booking.cancellations'> {
  const { dates: _, ...facts } = factsOfEvent(of);
  return eventOf({
    topic: 'booking.cancellations',
    eventType: 'BOOKING_CANCELLATION_REQUESTED',
    payload: { ...facts, reason: 'plans changed' },
    origin: 'gateway',
    traceId: newTraceId(),
    nowMs: 2,
  }).event;
}

/** Inventory asks whether the rooms may be given back. */
export function expired(of: InventoryReserved): EventOn<'hold.expired'> {
  return eventOf({
    topic: 'hold.expired',
    eventType: 'HOLD_EXPIRED',
    payload: factsOfEvent(of),
    origin: 'inventory',
    traceId: of.metadata.traceId,
    nowMs: 3,
  }).event;
}

/** The rooms are free again, whatever payment knows. */
export function released(
  of: InventoryReserved,
  reason: EventOn<'inventory.released'>['payload']['reason'] = 'OTHER',
): EventOn<'inventory.released'> {
  return eventOf({
    topic: 'inventory.released',
    eventType: 'INVENTORY_RELEASED',
    payload: { ...factsOfEvent(of), reason },
    origin: 'inventory',
    traceId: of.metadata.traceId,
    nowMs: 4,
  }).event;
}

/** The ledger sees no end of the booking. */
export function overdue(of: InventoryReserved, cancellationRequested = false): EventOn<'booking.overdue'> {
  return eventOf({
    topic: 'booking.overdue',
    eventType: 'BOOKING_OVERDUE',
    payload: { ...factsOfEvent(of), cancellationRequested },
    origin: 'booking-ledger',
    traceId: newTraceId(),
    nowMs: 5,
  }).event;
}
