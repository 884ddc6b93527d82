import type { Subscription } from '@wanderluxe/messaging';
import type { TopicName } from '@wanderluxe/schemas';
import {
  type ConfirmEdges,
  confirmRoomsOnPaymentCaptured,
} from './handlers/confirm-rooms-on-payment-captured.ts';
import {
  type ReleaseEdges,
  releaseRoomsOnPaymentFailed,
} from './handlers/release-rooms-on-payment-failed.ts';
import {
  type ReserveEdges,
  reserveRoomsOnBookingInitiated,
} from './handlers/reserve-rooms-on-booking-initiated.ts';

export const inboundTopics = [
  'booking.requests',
  'payment.captured',
  'payment.failed',
] as const satisfies TopicName[];

export const outboundTopics = [
  'inventory.reserved',
  'inventory.rejected',
  'inventory.released',
] as const satisfies TopicName[];

export type HandlerEdges = ReserveEdges & ConfirmEdges & ReleaseEdges;

/** What the inventory hears, and what it does about it. */
export const subscriptions = (edges: HandlerEdges): Subscription[] => [
  { topics: ['booking.requests'], handler: reserveRoomsOnBookingInitiated(edges) },
  { topics: ['payment.captured'], handler: confirmRoomsOnPaymentCaptured(edges) },
  { topics: ['payment.failed'], handler: releaseRoomsOnPaymentFailed(edges) },
];
