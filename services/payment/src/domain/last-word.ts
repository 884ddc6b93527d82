import { capturedEvent, declinedEvent, refundedEvent, voidedEvent } from './events.ts';
import { isUntold, type Payment, type PaymentEvent } from './payment.ts';

/**
 * What was said last of a payment, to be said again to somebody who has not heard it. Nothing while its fate is open, while it is
 * paid back (the refund will be said), and of a booking of which nothing was said.
 */
export function lastWordOf(payment: Payment): PaymentEvent | undefined {
  if (isUntold(payment)) return undefined;
  switch (payment.status) {
    case 'CAPTURED':
      return capturedEvent(payment);
    case 'DECLINED':
      return declinedEvent(payment);
    case 'VOID':
      return voidedEvent(payment);
    case 'REFUNDED':
      return refundedEvent(payment);
    default:
      return undefined;
  }
}
