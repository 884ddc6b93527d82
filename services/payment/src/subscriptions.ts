import type { Subscription } from '@wanderluxe/messaging';
import {
  type CapturePaymentOptions,
  capturePayment,
} from './handlers/capture-payment-on-inventory-reserved.ts';
import { refundPayment } from './handlers/refund-payment-on-inventory-released.ts';
import { sayAgainOnBookingOverdue } from './handlers/say-again-on-booking-overdue.ts';
import { voidOrRefund } from './handlers/void-or-refund-on-booking-cancelled.ts';
import { voidPayment } from './handlers/void-payment-on-hold-expired.ts';

/** What this service hears. */
export const subscriptions = (options: CapturePaymentOptions): readonly Subscription[] => [
  { topics: ['inventory.reserved'], handler: capturePayment(options) },
  { topics: ['booking.cancellations'], handler: voidOrRefund(options) },
  { topics: ['hold.expired'], handler: voidPayment(options) },
  { topics: ['inventory.released'], handler: refundPayment(options) },
  { topics: ['booking.overdue'], handler: sayAgainOnBookingOverdue(options) },
];
