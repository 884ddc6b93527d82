import type { Subscription } from '@wanderluxe/messaging';
import {
  CapturePayment,
  type CapturePaymentOptions,
} from './handlers/capture-payment-on-inventory-reserved.ts';

/** What this service hears. */
export const subscriptions = (options: CapturePaymentOptions): readonly Subscription[] => [
  { topics: ['inventory.reserved'], handler: new CapturePayment(options) },
];
