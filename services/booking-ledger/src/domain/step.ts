import { formatAmount } from '@wanderluxe/schemas';
import type { Action, AuditEntry, Booking, LedgerEvent } from './booking.ts';

/** What a booking is about, as one event tells it. */
export interface Facts {
  readonly userId: string;
  readonly propertyId: string;
  readonly amount: string;
  readonly currency: string;
}

/** One event as far as the ledger keeps it. */
export interface Step extends AuditEntry {
  readonly facts: Facts;
  readonly transactionId?: string;
}

const actionByType = {
  BOOKING_INITIATED: 'RECEIVED',
  INVENTORY_RESERVED: 'INVENTORY_RESERVED',
  INVENTORY_REJECTED: 'INVENTORY_REJECTED',
  INVENTORY_RELEASED: 'INVENTORY_RELEASED',
  PAYMENT_CAPTURED: 'PAYMENT_SUCCESS',
  PAYMENT_FAILED: 'PAYMENT_FAILED',
  PAYMENT_REFUNDED: 'PAYMENT_REFUNDED',
  BOOKING_CANCELLATION_REQUESTED: 'CANCELLATION_REQUESTED',
} as const satisfies Record<LedgerEvent['eventType'], Action>;

export const actionOf = (event: LedgerEvent): Action => actionByType[event.eventType];

/** @throws RangeError when the amount does not fit its currency: such an event breaks its contract. */
export function stepOf(event: LedgerEvent): Step {
  const { userId, propertyId, amount, currency, ...rest } = event.payload;
  return {
    action: actionOf(event),
    timestampMs: event.timestamp,
    ...('reason' in rest && rest.reason !== '' && { reason: rest.reason }),
    ...('transactionId' in rest && rest.transactionId !== null && { transactionId: rest.transactionId }),
    facts: { userId, propertyId, amount: formatAmount(amount, currency), currency },
  };
}

/** The steps that made a booking. Only the most authoritative one's facts are certain to be its own. */
export function stepsOf({ userId, propertyId, payment, auditLog }: Booking): Step[] {
  const { amount, currency, transactionId } = payment;
  const facts = { userId, propertyId, amount, currency };
  return auditLog.map((entry) => ({
    ...entry,
    facts,
    ...(entry.action === 'PAYMENT_SUCCESS' && transactionId !== undefined && { transactionId }),
  }));
}

/**
 * One step for each action. Of several (a request accepted twice, or two contradicting requests under one booking
 * id) the earliest stands; equal times are settled by content, so that the order of arrival never matters.
 */
export function distinct(steps: readonly Step[]): Step[] {
  const standing = new Map<Action, Step>();
  for (const step of steps) {
    const other = standing.get(step.action);
    if (!other || precedes(step, other)) standing.set(step.action, step);
  }
  return [...standing.values()];
}

function precedes(a: Step, b: Step): boolean {
  return a.timestampMs === b.timestampMs ? content(a) < content(b) : a.timestampMs < b.timestampMs;
}

/** Facts come last: of a step that has been stored, they are the part which may be another step's. */
function content({ reason, transactionId, facts }: Step): string {
  const { userId, propertyId, amount, currency } = facts;
  return JSON.stringify([reason ?? null, transactionId ?? null, userId, propertyId, amount, currency]);
}
