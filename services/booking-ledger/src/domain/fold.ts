import { type Action, type AuditEntry, actions, type Booking, type LedgerEvent } from './booking.ts';
import { judge, paymentStatusOf } from './status.ts';
import { distinct, type Facts, type Step, stepOf, stepsOf } from './step.ts';

export type NonEmpty<T> = readonly [T, ...T[]];

/**
 * Whose word on the booking's facts counts most, first to last. Inventory decided on exactly one request for this
 * booking id; payment repeats what inventory said; a request alone may be one of two that contradict each other.
 */
const byAuthority: readonly Action[] = [
  'INVENTORY_RESERVED',
  'INVENTORY_REJECTED',
  'INVENTORY_RELEASED',
  'PAYMENT_SUCCESS',
  'PAYMENT_FAILED',
  'PAYMENT_REFUNDED',
  'RECEIVED',
  'CANCELLATION_REQUESTED',
];

/**
 * Adds events of one booking to what is known of it. The result depends on the set of all events ever added and
 * on nothing else: not on their order, repetition, or division into calls.
 */
export function fold(known: Booking | undefined, events: NonEmpty<LedgerEvent>): Booking {
  const bookingId = known?.bookingId ?? events[0].payload.bookingId;
  return bookingOf(bookingId, distinct([...(known ? stepsOf(known) : []), ...events.map(stepOf)]));
}

function bookingOf(bookingId: string, steps: readonly Step[]): Booking {
  const auditLog = steps.map(entryOf).sort(inTimeOrder);
  const times = auditLog.map(({ timestampMs }) => timestampMs);
  const transactionId = stepOfAction(steps, 'PAYMENT_SUCCESS')?.transactionId;
  const { userId, propertyId, amount, currency } = settledFacts(steps);
  return {
    bookingId,
    userId,
    propertyId,
    status: judge(auditLog).status,
    payment: {
      amount,
      currency,
      ...(transactionId !== undefined && { transactionId }),
      status: paymentStatusOf(auditLog),
    },
    auditLog,
    createdAtMs: Math.min(...times),
    updatedAtMs: Math.max(...times),
    version: auditLog.length,
  };
}

function settledFacts(steps: readonly Step[]): Facts {
  const [best] = byAuthority.flatMap((action) => stepOfAction(steps, action) ?? []);
  if (!best) throw new Error('a booking without events has no facts');
  return best.facts;
}

const stepOfAction = (steps: readonly Step[], action: Action): Step | undefined =>
  steps.find((step) => step.action === action);

const entryOf = ({ action, timestampMs, reason }: Step): AuditEntry => ({
  action,
  timestampMs,
  ...(reason !== undefined && { reason }),
});

const inTimeOrder = (a: AuditEntry, b: AuditEntry): number =>
  a.timestampMs - b.timestampMs || actions.indexOf(a.action) - actions.indexOf(b.action);
