import { setTimeout as sleep } from 'node:timers/promises';
import type { Capacity, LedgerBooking } from './engine-apis.ts';
import { lookUpBookings, readBankLedger } from './engine-apis.ts';
import { moneyMismatches, refundsOf } from './money.ts';
import { countUnbalancedNights, judgeRooms } from './rooms.ts';
import type { Evidence, Posted } from './summary.ts';

const COMPENSATED_WITHIN_MS = 60_000;
const POLL_MS = 250;

export interface Sources {
  readonly ledgerUrl: string;
  readonly inventoryUrl: string;
  readonly bankUrl: string;
}

interface AtRest {
  readonly posted: readonly Posted[];
  readonly properties: readonly Capacity[];
  readonly isConfirmed: (bookingId: string) => boolean;
}

/** Nights out of balance, once they are none or the time for compensations is up. */
async function waitForBalance(inventoryUrl: string, rest: AtRest): Promise<number> {
  const deadlineMs = performance.now() + COMPENSATED_WITHIN_MS;
  const bookings = rest.posted.filter(({ refusal }) => refusal === null).map(({ booking }) => booking);
  for (;;) {
    let unbalanced = 0;
    for (const property of rest.properties) {
      const own = bookings.filter((booking) => booking.propertyId === property.id);
      const confirmed = own.filter((booking) => rest.isConfirmed(booking.bookingId));
      unbalanced += await countUnbalancedNights(inventoryUrl, property, own, confirmed);
    }
    if (unbalanced === 0 || performance.now() > deadlineMs) return unbalanced;
    await sleep(POLL_MS);
  }
}

/** Reads the ledger, the inventory and the bank's own books, and holds them against what was posted. */
export async function gatherEvidence(
  sources: Sources,
  run: {
    readonly runTag: string;
    readonly posted: readonly Posted[];
    readonly properties: readonly Capacity[];
    /** Ids of those whose cancellation was accepted. */
    readonly toBeCancelled?: ReadonlySet<string>;
  },
): Promise<Evidence> {
  const { posted, properties } = run;
  const accepted = posted.filter(({ refusal }) => refusal === null).map(({ booking }) => booking);
  const found = await lookUpBookings(
    sources.ledgerUrl,
    accepted.map((booking) => booking.bookingId),
  );
  const documents = new Map<string, LedgerBooking>(found.map((document) => [document._id, document]));
  const isConfirmed = (id: string): boolean => documents.get(id)?.status === 'CONFIRMED';
  const confirmed = accepted.filter(({ bookingId }) => isConfirmed(bookingId));
  const unbalancedNights = await waitForBalance(sources.inventoryUrl, { posted, properties, isConfirmed });
  const bank = await readBankLedger(sources.bankUrl);
  return {
    ...run,
    documents,
    properties: properties.map((property) =>
      judgeRooms(
        property,
        confirmed.filter(({ propertyId }) => propertyId === property.id),
      ),
    ),
    unbalancedNights,
    moneyMismatches: moneyMismatches(accepted, documents, bank),
    refunds: refundsOf(accepted, bank),
  };
}
