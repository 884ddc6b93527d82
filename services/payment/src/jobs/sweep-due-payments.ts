import type { Due } from '../domain/payment.ts';
import type { Payments, Reminders } from '../ports.ts';

const PAGE = 500;

/**
 * Schedules a reminder for every row that asks for this work and has none, so that a queue which lost its jobs only
 * delays. Answers how many rows there are; the work grows with those alone.
 */
export async function sweepDuePayments(due: Due, payments: Payments, reminders: Reminders): Promise<number> {
  let found = 0;
  for (let after = ''; ; ) {
    const page = await payments.dueAfter(due, after, PAGE);
    if (page.length > 0) await reminders.schedule(page.map((bookingId) => ({ bookingId, due })));
    found += page.length;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return found;
    after = last;
  }
}
