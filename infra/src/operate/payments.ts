import type { Settings } from '../settings/settings.ts';
import { askOps, findAtOps } from './engine-calls.ts';

/** Statuses of money that asks for work, in the order in which somebody should look. */
export const openPaymentStatuses = ['NEEDS_OPERATOR', 'UNKNOWN', 'PENDING', 'REFUNDING'] as const;
export type OpenPaymentStatus = (typeof openPaymentStatuses)[number];

/** A payment as its service shows it. */
export interface Payment {
  readonly bookingId: string;
  readonly propertyId: string;
  readonly status: string;
  readonly intent: string;
  readonly amount: string;
  readonly currency: string;
  readonly attempts: number;
  readonly refundAttempts: number;
  readonly unknownSince: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly detail: string | null;
}

/** What an operator has found out about a charge. */
export type Finding =
  | { readonly result: 'captured'; readonly transactionId: string }
  | { readonly result: 'declined' | 'ask' };

/** At most so many payments of one status. */
export async function paymentsWith(
  settings: Settings,
  status: OpenPaymentStatus,
  limit: number,
): Promise<Payment[]> {
  const path = `/payments?status=${status}&limit=${limit}`;
  return (await askOps<{ payments: Payment[] }>(settings, 'payment', { path })).payments;
}

/** Undefined when the payment service knows no such booking. */
export const findPayment = (settings: Settings, bookingId: string): Promise<Payment | undefined> =>
  findAtOps<Payment>(settings, 'payment', `/payments/${encodeURIComponent(bookingId)}`);

/** Tells the payment service; told again it changes nothing. */
export const resolvePayment = (settings: Settings, bookingId: string, finding: Finding): Promise<Payment> =>
  askOps<Payment>(settings, 'payment', {
    method: 'POST',
    path: `/payments/${encodeURIComponent(bookingId)}/resolution`,
    body: finding,
  });
