import type { Handler } from '@wanderluxe/messaging';
import type { PaymentRefunded } from '@wanderluxe/schemas';
import { reasonOfRefund } from '../domain/release-reason.ts';
import { activeStates } from '../domain/reservation.ts';
import { type ReleaseChange, type ReleaseEdges, type ReleaseFacts, releaseRooms } from './release-rooms.ts';

/**
 * What was paid back is free again, firm or not yet: the refund may be heard before the capture that it undoes, and
 * that capture then finds the rooms released and changes nothing.
 */
export const releaseRoomsOnPaymentRefunded = (
  edges: ReleaseEdges,
): Handler<PaymentRefunded, ReleaseFacts, ReleaseChange> =>
  releaseRooms(edges, {
    name: 'release-rooms-on-payment-refunded',
    from: activeStates,
    reasonOf: ({ payload }) => reasonOfRefund(payload.reason),
  });
