import type { Action, AuditEntry, BookingStatus, PaymentStatus } from './booking.ts';

export interface Verdict {
  readonly status: BookingStatus;
  /** The entry that settled it; absent while nothing has. */
  readonly decidedBy?: AuditEntry;
}

/**
 * Where a booking stands, from the set of what happened to it. The first row that holds:
 *
 * | what the log has                                  | status    |
 * | ------------------------------------------------- | --------- |
 * | payment failed or refunded: CANCELLED or OVERSOLD | CANCELLED |
 * | rejected                                          | FAILED    |
 * | payment failed or refunded: any other reason      | FAILED    |
 * | captured                                          | CONFIRMED |
 * | reserved                                          | RESERVED  |
 * | anything else                                     | PENDING   |
 *
 * A request to cancel decides nothing: payment arbitrates between it, the end of the hold and the charge, with
 * one word for each booking, failed or refunded. A release decides nothing either: it follows that word, or, when
 * inventory releases on its own, payment follows it with a word of its own.
 *
 * More events never lead back. CANCELLED is never left. CONFIRMED becomes CANCELLED, or FAILED when what was
 * captured is paid back because its rooms are gone.
 */
export function judge(log: readonly AuditEntry[]): Verdict {
  const cancelled = endings.map((action) => find(log, action)).find(isCancellation);
  if (cancelled) return { status: 'CANCELLED', decidedBy: cancelled };
  const failure =
    find(log, 'INVENTORY_REJECTED') ?? find(log, 'PAYMENT_FAILED') ?? find(log, 'PAYMENT_REFUNDED');
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
const endings: readonly Action[] = ['PAYMENT_FAILED', 'PAYMENT_REFUNDED'];

const isCancellation = (entry: AuditEntry | undefined): boolean =>
  entry?.reason === 'CANCELLED' || entry?.reason === 'OVERSOLD';

/** The charge was called off; the bank refused nothing. */
const isCalledOff = ({ reason = '' }: AuditEntry): boolean => calledOff.has(reason);
const calledOff: ReadonlySet<string> = new Set(['CANCELLED', 'HOLD_EXPIRED', 'OVERSOLD']);

const find = (log: readonly AuditEntry[], action: Action): AuditEntry | undefined =>
  log.find((entry) => entry.action === action);
