import type { Subscription } from '@wanderluxe/messaging';
import type { TopicName } from '@wanderluxe/schemas';
import {
  type ConfirmEdges,
  confirmRoomsOnPaymentCaptured,
} from './handlers/confirm-rooms-on-payment-captured.ts';
import type { ReleaseEdges } from './handlers/release-rooms.ts';
import { releaseRoomsOnPaymentFailed } from './handlers/release-rooms-on-payment-failed.ts';
import { releaseRoomsOnPaymentRefunded } from './handlers/release-rooms-on-payment-refunded.ts';
import {
  type ReserveEdges,
  reserveRoomsOnBookingInitiated,
} from './handlers/reserve-rooms-on-booking-initiated.ts';
import { sayAgainOnBookingOverdue } from './handlers/say-again-on-booking-overdue.ts';

export const inboundTopics = [
  'booking.requests',
  'payment.captured',
  'payment.failed',
  'payment.refunded',
  'booking.overdue',
] as const satisfies TopicName[];

export const outboundTopics = [
  'inventory.reserved',
  'inventory.rejected',
  'inventory.released',
  'hold.expired',
] as const satisfies TopicName[];

export type HandlerEdges = ReserveEdges & ConfirmEdges & ReleaseEdges;

/** What the inventory hears, and what it does about it. */
export const subscriptions = (edges: HandlerEdges): Subscription[] => [
  { topics: ['booking.requests'], handler: reserveRoomsOnBookingInitiated(edges) },
  { topics: ['payment.captured'], handler: confirmRoomsOnPaymentCaptured(edges) },
  { topics: ['payment.failed'], handler: releaseRoomsOnPaymentFailed(edges) },
  { topics: ['payment.refunded'], handler: releaseRoomsOnPaymentRefunded(edges) },
  { topics: ['booking.overdue'], handler: sayAgainOnBookingOverdue(edges) },
];
