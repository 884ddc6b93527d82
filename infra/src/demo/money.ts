import { toMinor } from '@wanderluxe/schemas';
import type { DemoBooking } from './booking.ts';
import type { BankEntry, LedgerBooking } from './engine-apis.ts';

/** What the bank did for one booking. */
interface AtBank {
  readonly captures: number;
  readonly refunds: number;
  /** Captured less refunded, in minor units. */
  readonly keptMinor: bigint;
  readonly currencies: ReadonlySet<string>;
}

function sumUp(entries: readonly BankEntry[]): AtBank {
  const moved = entries.filter((entry) => entry.kind !== 'DECLINE');
  const minor = (entry: BankEntry): bigint =>
    entry.kind === 'CAPTURE' ? toMinor(entry.amount, entry.currency) : -toMinor(entry.amount, entry.currency);
  return {
    captures: moved.filter((entry) => entry.kind === 'CAPTURE').length,
    refunds: moved.filter((entry) => entry.kind === 'REFUND').length,
    keptMinor: moved.reduce((sum, entry) => sum + minor(entry), 0n),
    currencies: new Set(moved.map((entry) => entry.currency)),
  };
}

function agrees(booking: DemoBooking, document: LedgerBooking, bank: AtBank): boolean {
  const askedMinor = toMinor(booking.amount, booking.currency);
  const { amount, currency } = document.payment;
  const owedMinor = document.status === 'CONFIRMED' ? askedMinor : 0n;
  return (
    currency === booking.currency &&
    toMinor(amount, currency) === askedMinor &&
    bank.captures <= 1 &&
    bank.refunds <= bank.captures &&
    bank.keptMinor === owedMinor &&
    [...bank.currencies].every((moved) => moved === booking.currency)
  );
}

/**
 * Ids of bookings for which the request, the ledger and the bank's books do not agree: a CONFIRMED booking costs
 * exactly its amount, captured once; every other costs nothing. A booking without a document is one of them.
 */
export function moneyMismatches(
  accepted: readonly DemoBooking[],
  documents: ReadonlyMap<string, LedgerBooking>,
  entries: readonly BankEntry[],
): string[] {
  const byReference = Map.groupBy(entries, (entry) => entry.reference);
  return accepted
    .filter((booking) => {
      const document = documents.get(booking.bookingId);
      return !document || !agrees(booking, document, sumUp(byReference.get(booking.bookingId) ?? []));
    })
    .map((booking) => booking.bookingId);
}

/** How many of these bookings the bank has paid back. */
export function refundsOf(accepted: readonly DemoBooking[], entries: readonly BankEntry[]): number {
  const ours = new Set(accepted.map(({ bookingId }) => bookingId));
  return entries.filter(({ kind, reference }) => kind === 'REFUND' && ours.has(reference)).length;
}
