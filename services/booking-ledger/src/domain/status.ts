import type { Action, AuditEntry, BookingStatus, PaymentStatus } from './booking.ts';

export interface Verdict {
  readonly status: BookingStatus;
  /** The entry that settled it; absent while nothing has. */
  readonly decidedBy?: AuditEntry;
}

/**
 * Where a booking stands, from the set of what happened to it. The first row that holds:
 *
 * | what the log has                                 | status    |
 * | ------------------------------------------------ | --------- |
 * | released because it was cancelled                | CANCELLED |
 * | rejected                                         | FAILED    |
 * | payment failed                                   | FAILED    |
 * | released for a reason of its own (hold expired)  | FAILED    |
 * | captured                                         | CONFIRMED |
 * | reserved                                         | RESERVED  |
 * | anything else                                    | PENDING   |
 *
 * Rooms are released once and for one reason, so the release settles how a booking that held rooms ends, whatever
 * arrives before or after it: a cancellation or a refund alone ends nothing, since the release that goes with it
 * may say HOLD_EXPIRED. A release that only follows a failed payment is left to that payment's own, better reason.
 *
 * More events never lead back: only forward, from CONFIRMED to CANCELLED, and from CONFIRMED to FAILED when the
 * hold had expired before the capture (which is then refunded) but is heard of after it. This needs payment and
 * inventory to agree: rooms of a booking whose payment failed are not released as cancelled.
 */
export function judge(log: readonly AuditEntry[]): Verdict {
  const released = releaseOfItsOwn(log);
  if (released?.reason === 'CANCELLED') return { status: 'CANCELLED', decidedBy: released };
  const failure = find(log, 'INVENTORY_REJECTED') ?? find(log, 'PAYMENT_FAILED') ?? released;
  if (failure) return { status: 'FAILED', decidedBy: failure };
  const captured = find(log, 'PAYMENT_SUCCESS');
  if (captured) return { status: 'CONFIRMED', decidedBy: captured };
  return { status: find(log, 'INVENTORY_RESERVED') ? 'RESERVED' : 'PENDING' };
}

/** What became of the money. A refund of what was never captured is the word that nothing will be charged. */
export function paymentStatusOf(log: readonly AuditEntry[]): PaymentStatus {
  const refunded = find(log, 'PAYMENT_REFUNDED');
  if (find(log, 'PAYMENT_SUCCESS')) return refunded ? 'REFUNDED' : 'CAPTURED';
  if (find(log, 'PAYMENT_FAILED')) return 'DECLINED';
  return refunded || find(log, 'INVENTORY_REJECTED') || releaseOfItsOwn(log) ? 'CANCELLED' : 'PENDING';
}

function releaseOfItsOwn(log: readonly AuditEntry[]): AuditEntry | undefined {
  const released = find(log, 'INVENTORY_RELEASED');
  return released?.reason === 'PAYMENT_FAILED' ? undefined : released;
}

const find = (log: readonly AuditEntry[], action: Action): AuditEntry | undefined =>
  log.find((entry) => entry.action === action);
