import type { LoadReport } from '@wanderluxe/infra/load';

interface Summary {
  readonly captures: number;
  readonly refunds: number;
}

async function summaryOf(bankUrl: string): Promise<Summary> {
  const response = await fetch(new URL('/ledger/summary', bankUrl));
  return (await response.json()) as Summary;
}

/** Requests without a certain answer: what became of them may be known only after the driver stopped listening. */
const inDoubt = ({ answers, unanswered }: Pick<LoadReport, 'answers' | 'unanswered'>): number =>
  Object.entries(answers)
    .filter(([code]) => code.startsWith('none ') || code === '503 acceptance_unknown')
    .reduce((sum, [, count]) => sum + count, unanswered);

/** What does not fit between charges that the bank kept and bookings that were confirmed. */
export function misfit(
  kept: number,
  report: Pick<LoadReport, 'answers' | 'unanswered' | 'outcomes'>,
): string[] {
  const confirmed = report.outcomes.CONFIRMED ?? 0;
  const doubt = inDoubt(report);
  if (kept >= confirmed && kept <= confirmed + doubt) return [];
  return [`the bank kept ${kept} charges, ${confirmed} bookings are confirmed and ${doubt} are in doubt`];
}

/**
 * Looks at the bank's books; the function answers what does not fit when a run is over in which nobody cancelled.
 */
export async function bookKeeping(bankUrl: string): Promise<(report: LoadReport) => Promise<string[]>> {
  const before = await summaryOf(bankUrl);
  return async (report) => {
    const after = await summaryOf(bankUrl);
    const kept = after.captures - before.captures - (after.refunds - before.refunds);
    return misfit(kept, report);
  };
}
