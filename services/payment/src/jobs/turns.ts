import type { Reminder, Turn } from '../ports.ts';
import { type RefundOptions, refundOnce } from './refund-payment.ts';
import { type ResolveOptions, resolveUnknownPayment } from './resolve-unknown-payment.ts';

export type TurnOptions = ResolveOptions & RefundOptions;

/** One turn of the work that a reminder names. */
export const takeTurn = (reminder: Reminder, options: TurnOptions): Promise<Turn> =>
  reminder.due === 'refund' ? refundOnce(reminder, options) : resolveUnknownPayment(reminder, options);
