import type { LoadReport } from '@wanderluxe/infra/load';

interface Summary {
  readonly captures: number;
  readonly refunds: number;
}

async function summaryOf(bankUrl: string): Promise<Summary> {
  const response = await fetch(new URL('/ledger/summary', bankUrl));
  return (await response.json()) as Summary;
}

/**
 * Looks at the bank's books; the function answers what does not fit when a run is over in which nobody cancelled.
 */
export async function bookKeeping(bankUrl: string): Promise<(report: LoadReport) => Promise<string[]>> {
  const before = await summaryOf(bankUrl);
  return async ({ outcomes }) => {
    const after = await summaryOf(bankUrl);
    const kept = after.captures - before.captures - (after.refunds - before.refunds);
    const confirmed = outcomes.CONFIRMED ?? 0;
    return kept === confirmed ? [] : [`the bank kept ${kept} charges, ${confirmed} bookings are confirmed`];
  };
}
