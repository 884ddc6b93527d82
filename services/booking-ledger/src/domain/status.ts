import type { Action, AuditEntry, BookingStatus, PaymentStatus } from './booking.ts';

export interface Verdict {
  readonly status: BookingStatus;
  /** The entry that settled it; absent while nothing has. */
  readonly decidedBy?: AuditEntry;
}

/**
 * Where a booking stands, from the set of what happened to it. The first row that holds:
 *
 * | what the log has                                             | status    |
 * | ------------------------------------------------------------ | --------- |
 * | payment failed or refunded: CANCELLED or OVERSOLD            | CANCELLED |
 * | released: CANCELLED                                          | CANCELLED |
 * | rejected                                                     | FAILED    |
 * | payment failed or refunded: any other reason                 | FAILED    |
 * | released: any other reason but PAYMENT_FAILED and OVERSOLD   | FAILED    |
 * | captured                                                     | CONFIRMED |
 * | reserved                                                     | RESERVED  |
 * | anything else                                                | PENDING   |
 *
 * A request to cancel decides nothing: payment arbitrates between it, the end of the hold and the charge, with
 * one word for each booking, failed or refunded, and inventory repeats that word's reason when it releases. So the
 * reasons in one log agree, each of them is enough, and whichever arrives first is right. A release that only
 * follows a failed payment is left to that payment's own, better reason. One of an oversold booking is inventory's own
 * decision and comes first: it decides nothing, because payment may still say that the bank declined.
 *
 * More events never lead back. CANCELLED is never left. CONFIRMED becomes CANCELLED, or FAILED when what was
 * captured is paid back for another reason than a cancellation: the hold had ended first, or its rooms are gone.
 */
export function judge(log: readonly AuditEntry[]): Verdict {
  const cancelled = endings.map((action) => find(log, action)).find(isCancellation);
  if (cancelled) return { status: 'CANCELLED', decidedBy: cancelled };
  const failure =
    find(log, 'INVENTORY_REJECTED') ??
    find(log, 'PAYMENT_FAILED') ??
    find(log, 'PAYMENT_REFUNDED') ??
    releaseOfItsOwn(log);
  if (failure) return { status: 'FAILED', decidedBy: failure };
  const captured = find(log, 'PAYMENT_SUCCESS');
  if (captured) return { status: 'CONFIRMED', decidedBy: captured };
  return { status: find(log, 'INVENTORY_RESERVED') ? 'RESERVED' : 'PENDING' };
}

/** What became of the money. Only payment's own words count, and a refusal for want of rooms: no charge follows it. */
export function paymentStatusOf(log: readonly AuditEntry[]): PaymentStatus {
  // Only what was captured is ever refunded, so this holds before the capture is heard of, too.
  if (find(log, 'PAYMENT_REFUNDED')) return 'REFUNDED';
  const failed = find(log, 'PAYMENT_FAILED');
  if (failed) return isCalledOff(failed) ? 'CANCELLED' : 'DECLINED';
  if (find(log, 'PAYMENT_SUCCESS')) return 'CAPTURED';
  return find(log, 'INVENTORY_REJECTED') ? 'CANCELLED' : 'PENDING';
}

/** The entries that can end a booking as cancelled. */
const endings: readonly Action[] = ['PAYMENT_FAILED', 'PAYMENT_REFUNDED', 'INVENTORY_RELEASED'];

const isCancellation = (entry: AuditEntry | undefined): boolean =>
  entry?.reason === 'CANCELLED' || (entry?.reason === 'OVERSOLD' && entry.action !== 'INVENTORY_RELEASED');

/** The charge was called off; the bank refused nothing. */
const isCalledOff = ({ reason = '' }: AuditEntry): boolean => calledOff.has(reason);
const calledOff: ReadonlySet<string> = new Set(['CANCELLED', 'HOLD_EXPIRED', 'OVERSOLD']);

function releaseOfItsOwn(log: readonly AuditEntry[]): AuditEntry | undefined {
  const released = find(log, 'INVENTORY_RELEASED');
  return released?.reason === 'PAYMENT_FAILED' || released?.reason === 'OVERSOLD' ? undefined : released;
}

const find = (log: readonly AuditEntry[], action: Action): AuditEntry | undefined =>
  log.find((entry) => entry.action === action);
