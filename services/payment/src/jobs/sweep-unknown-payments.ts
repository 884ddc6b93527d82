import type { Inquiries, Payments } from '../ports.ts';

const PAGE = 500;

/**
 * Schedules an inquiry for every UNKNOWN row that has none, so that a queue which lost its jobs only delays.
 * Answers how many rows are UNKNOWN; the work grows with those alone.
 */
export async function sweepUnknownPayments(payments: Payments, inquiries: Inquiries): Promise<number> {
  let found = 0;
  for (let after = ''; ; ) {
    const page = await payments.unknownAfter(after, PAGE);
    if (page.length > 0) await inquiries.schedule(page);
    found += page.length;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return found;
    after = last;
  }
}
