import type { PaymentFailureReason, RefundReason, ReleaseReason } from '@wanderluxe/schemas';

/** Why rooms are free again when nothing was captured. */
export const reasonOfFailure = (reason: PaymentFailureReason): ReleaseReason =>
  reason === 'CANCELLED' || reason === 'HOLD_EXPIRED' || reason === 'OVERSOLD' ? reason : 'PAYMENT_FAILED';

/** Why rooms are free again when the money went back; rooms that are not released yet were not its cause. */
export const reasonOfRefund = (reason: RefundReason): ReleaseReason =>
  reason === 'ROOMS_RELEASED' ? 'OTHER' : reason;
