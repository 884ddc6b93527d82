import type { EventCommitter, IsOurTurn } from '@wanderluxe/messaging';
import { expiredEvent } from '../handlers/events.ts';
import type { InventoryMetrics } from '../metrics.ts';
import type { Reservations } from '../ports.ts';

/** Questions in one transaction. */
export const PAGE = 200;

export interface ExpireHoldsEdges {
  readonly reservations: Reservations;
  readonly committer: EventCommitter;
  readonly metrics: InventoryMetrics;
  /** How long payment may leave the question open before it is asked again. */
  readonly reAskMs: number;
  readonly nowMs: () => number;
}

/**
 * Asks payment about every hold past its deadline, and answers how many. Nothing is released here: payment alone
 * knows whether money is under way, and says PAYMENT_FAILED when it is not. While it cannot know (UNKNOWN) it answers
 * nothing, so the question is repeated for as long as the rooms are held. To ask too often, or about rooms that were
 * released or paid meanwhile, is harmless.
 */
export async function expireHolds(edges: ExpireHoldsEdges, isOurTurn: IsOurTurn): Promise<number> {
  const { reservations, committer, metrics, reAskMs, nowMs } = edges;
  const atMs = nowMs();
  let asked = 0;
  for (;;) {
    const due = await reservations.expired({ nowMs: atMs, askedBeforeMs: atMs - reAskMs }, PAGE);
    if (due.length === 0 || !(await isOurTurn())) return asked;
    const ids = due.map(({ facts }) => facts.bookingId);
    const questions = due.map((hold) => expiredEvent(hold, atMs));
    await committer.commit(questions, (tx) => reservations.markExpiryRequested(tx, ids, atMs));
    metrics.expiryRequested(due.length);
    asked += due.length;
    if (due.length < PAGE) return asked;
  }
}
