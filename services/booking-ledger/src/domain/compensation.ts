import type { Action, AuditEntry } from './booking.ts';

/**
 * Whether what a booking got is to be given back: rooms when there is no money for them, money when there are no rooms or
 * the guest wants none. `owed` until all of it is.
 */
export type Compensation = 'none' | 'owed' | 'done';

export function compensationOf(log: readonly AuditEntry[]): Compensation {
  const has = (action: Action): boolean => log.some((entry) => entry.action === action);
  const isReleased = has('INVENTORY_RELEASED');
  const roomsAreToGo = has('PAYMENT_FAILED') || has('PAYMENT_REFUNDED');
  const moneyIsToGo = has('CANCELLATION_REQUESTED') || isReleased;
  const owesRooms = has('INVENTORY_RESERVED') && roomsAreToGo && !isReleased;
  const owesMoney = has('PAYMENT_SUCCESS') && moneyIsToGo && !has('PAYMENT_REFUNDED');
  if (owesRooms || owesMoney) return 'owed';
  return isReleased || has('PAYMENT_REFUNDED') ? 'done' : 'none';
}
