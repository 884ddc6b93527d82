import type { Subscription } from '@wanderluxe/messaging';
import type { TopicName } from '@wanderluxe/schemas';
import type { InboundTopic } from './domain/booking.ts';
import { type FoldEdges, foldBookingEvents } from './handlers/fold-booking-events.ts';

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

/** How each ended, and which are late to. */
export const outboundTopics = ['booking.outcomes', 'booking.overdue'] as const satisfies TopicName[];

export const subscriptions = (edges: FoldEdges): Subscription[] => [
  { topics: inboundTopics, handler: foldBookingEvents(edges) },
];
