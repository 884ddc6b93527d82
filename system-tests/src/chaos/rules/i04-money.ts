import type { BankEntrySeen, BookingSeen } from '../evidence/types.ts';
import type { Wish } from '../load/requests.ts';
import { byId, units } from './facts.ts';
import { judgeEach, type Rule } from './rule.ts';

function judgeMoney(
  wish: Wish,
  booking: BookingSeen | undefined,
  entries: readonly BankEntrySeen[],
): string[] {
  const captures = entries.filter(({ kind }) => kind === 'CAPTURE');
  const refunds = entries.filter(({ kind }) => kind === 'REFUND');
  const sum = (moved: readonly BankEntrySeen[]): bigint =>
    moved.reduce((all, { amount }) => all + units(amount), 0n);
  const kept = sum(captures) - sum(refunds);
  const owed = booking?.status === 'CONFIRMED' ? units(wish.amount) : 0n;
  const wrong = entries.find(
    ({ amount, currency }) => units(amount) !== units(wish.amount) || currency !== wish.currency,
  );
  const found: string[] = [];
  if (captures.length > 1) found.push(`captured ${captures.length} times`);
  if (refunds.length > captures.length)
    found.push(`refunded ${refunds.length} times, captured ${captures.length} times`);
  if (wrong)
    found.push(`${wrong.kind} of ${wrong.amount} ${wrong.currency}, asked ${wish.amount} ${wish.currency}`);
  if (kept !== owed)
    found.push(`${booking?.status ?? 'unknown'}: the bank kept ${kept} of ${owed} ten-thousandths owed`);
  if (booking && (units(booking.amount) !== units(wish.amount) || booking.currency !== wish.currency))
    found.push(
      `the ledger says ${booking.amount} ${booking.currency}, asked ${wish.amount} ${wish.currency}`,
    );
  return found;
}

export const money: Rule = {
  id: 'I4',
  title: "the bank's books are what the CONFIRMED bookings cost, each captured once and exactly",
  check({ wishes, bookings, bank }) {
    const bookingOf = byId(bookings);
    const entriesOf = Map.groupBy(bank, ({ reference }) => reference);
    return judgeEach(
      wishes,
      (wish) => judgeMoney(wish, bookingOf.get(wish.bookingId), entriesOf.get(wish.bookingId) ?? []),
      ({ bookingId }) => bookingId,
    );
  },
};
