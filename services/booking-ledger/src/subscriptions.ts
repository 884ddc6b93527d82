import type { Subscription } from '@wanderluxe/messaging';
import type { InboundTopic } from './domain/booking.ts';
import { foldBookingEvents } from './handlers/fold-booking-events.ts';
import type { Bookings } from './ports.ts';

/** All that happens to a booking. */
export const inboundTopics: readonly InboundTopic[] = [
  'booking.requests',
  'booking.cancellations',
  'inventory.reserved',
  'inventory.rejected',
  'inventory.released',
  'payment.captured',
  'payment.failed',
  'payment.refunded',
];

export const subscriptions = (edges: { bookings: Bookings; nowMs: () => number }): Subscription[] => [
  { topics: inboundTopics, handler: foldBookingEvents(edges) },
];
