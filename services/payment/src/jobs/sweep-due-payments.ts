import type { Due } from '../domain/payment.ts';
import type { Payments, Reminders } from '../ports.ts';

const PAGE = 500;

export interface SweepEdges {
  readonly payments: Pick<Payments, 'due'>;
  readonly reminders: Reminders;
  /** PENDING rows changed after this time are left to those who charge them. */
  readonly pendingSinceMs: number;
}

/**
 * Schedules a reminder for every row that asks for this work and has none, so that a queue which lost its jobs only
 * delays, and a payment whose record is gone is asked about. Answers how many rows there are; the work grows with
 * those alone.
 */
export async function sweepDuePayments(
  due: Due,
  { payments, reminders, pendingSinceMs }: SweepEdges,
): Promise<number> {
  let found = 0;
  for (let afterId = ''; ; ) {
    const page = await payments.due(due, { afterId, limit: PAGE, pendingSinceMs });
    if (page.length > 0) await reminders.schedule(page);
    found += page.length;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return found;
    afterId = last.bookingId;
  }
}
