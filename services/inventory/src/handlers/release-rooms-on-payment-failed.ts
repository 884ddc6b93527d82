import type { Handler } from '@wanderluxe/messaging';
import type { PaymentFailed } from '@wanderluxe/schemas';
import { reasonOfFailure } from '../domain/release-reason.ts';
import { ReservationState } from '../domain/reservation.ts';
import { type ReleaseChange, type ReleaseEdges, type ReleaseFacts, releaseRooms } from './release-rooms.ts';

/**
 * Compensation: what was held for a booking that will not be paid is free again. A firm room is not: payment says
 * either that it captured or that it failed, and what it captured it ends by a refund.
 */
export const releaseRoomsOnPaymentFailed = (
  edges: ReleaseEdges,
): Handler<PaymentFailed, ReleaseFacts, ReleaseChange> =>
  releaseRooms(edges, {
    name: 'release-rooms-on-payment-failed',
    from: [ReservationState.HELD],
    reasonOf: ({ payload }) => reasonOfFailure(payload.reason),
  });
