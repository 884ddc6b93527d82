import { DEFAULT_BEHAVIOUR, fateOf, isDeclined } from '@wanderluxe/infra/bank';
import type { BankBehaviour } from '@wanderluxe/infra/demo';
import { mergedBehaviour } from '../chaos/faults/bank-faults.ts';
import { BANK_HANG_MS } from './failpoint-world.ts';

/** What the bank makes of a booking's first charge. `lost`: captured, without an answer. */
export type Fate = 'captured' | 'declined' | 'lost' | 'hanging';

/** So that every fate is drawn often; which one a booking has is known from its id. */
export const bankBehaviour: BankBehaviour = {
  declineShare: 0.3,
  resetShare: 0.25,
  hangShare: 0.25,
  hangMs: BANK_HANG_MS,
};

const behaviour = { ...DEFAULT_BEHAVIOUR, ...mergedBehaviour([bankBehaviour]) };

/** The keys that payment uses: were they others, bookings would have other fates than they are picked for. */
const chargeKey = (bookingId: string): string => `charge-${bookingId}`;
const refundKey = (bookingId: string): string => `refund-${bookingId}`;

function hasFate(bookingId: string, fate: Fate): boolean {
  const first = fateOf(behaviour, chargeKey(bookingId), 1);
  if (isDeclined(behaviour, chargeKey(bookingId)) !== (fate === 'declined')) return false;
  if (fateOf(behaviour, refundKey(bookingId), 1) !== 'answer') return false;
  return (
    first === ({ captured: 'answer', declined: 'answer', lost: 'reset', hanging: 'hang' } as const)[fate]
  );
}

/** The first id of the form `<prefix>-<number>` that has this fate. */
export function idWithFate(prefix: string, fate: Fate): string {
  for (let number = 0; ; number += 1) if (hasFate(`${prefix}-${number}`, fate)) return `${prefix}-${number}`;
}
