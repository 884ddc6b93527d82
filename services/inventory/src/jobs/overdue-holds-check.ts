import type { IsOurTurn, ReconcileCheck } from '@wanderluxe/messaging';
import type { Reservations } from '../ports.ts';

/** Overdue holds that are counted; there may be more. */
const MAX_OVERDUE = 1_000;
/** Overdue holds that are named; more are counted. */
const MAX_TOLD = 100;

export interface OverdueHoldsEdges {
  readonly reservations: Pick<Reservations, 'expired' | 'countExpiryRequested'>;
  /** Asks payment about every hold past its deadline, and answers how many. */
  readonly expireHolds: (isOurTurn: IsOurTurn) => Promise<number>;
  /** How long payment may leave a question open. */
  readonly reAskMs: number;
  /** How long the sweep may be late. */
  readonly graceMs: number;
  readonly nowMs: () => number;
}

/**
 * Finds holds past their deadline about which payment was not asked in time, because the sweep does not run, and asks.
 * Those that wait for its answer are no fault: it does not know yet, or does not answer.
 */
export const overdueHolds = (edges: OverdueHoldsEdges): ReconcileCheck => ({
  name: 'overdue-holds',
  async run({ isDryRun, isOurTurn }) {
    const { reservations, expireHolds, reAskMs, graceMs, nowMs } = edges;
    const latestMs = nowMs() - graceMs;
    const overdue = await reservations.expired(
      { nowMs: latestMs, askedBeforeMs: latestMs - reAskMs },
      MAX_OVERDUE,
    );
    const asked = overdue.length > 0 && !isDryRun ? await expireHolds(isOurTurn) : 0;
    return {
      found: overdue.length,
      repaired: Math.min(overdue.length, asked),
      findings: overdue
        .slice(0, MAX_TOLD)
        .map(({ facts: { bookingId, propertyId } }) => ({ bookingId, propertyId })),
      notes: { waitingForPayment: await reservations.countExpiryRequested() },
    };
  },
});
