import type { Difference } from '../domain/differences.ts';
import type { Reservation } from '../domain/reservation.ts';
import { dateOf } from '../domain/stay.ts';
import type { OversellReport } from '../jobs/detect-oversell.ts';
import type { Reconciliation } from '../jobs/reconcile.ts';

/** Differences told of one property; more are counted. */
const MAX_DIFFERENCES_TOLD = 50;
/** Properties told with what was found in them; more are counted. */
const MAX_FINDINGS_TOLD = 500;

/** `found` counts lasting differences and overdue holds that nobody asked about; 0 means that all is well. */
export function reconciliationAsJson({ findings, overdueHolds, isDryRun, ...rest }: Reconciliation): object {
  const differences = findings.reduce((sum, finding) => sum + finding.differences.length, 0);
  const found = differences + overdueHolds.notAsked;
  const repaired = isDryRun ? 0 : differences + Math.min(overdueHolds.notAsked, overdueHolds.asked);
  return {
    dryRun: isDryRun,
    found,
    repaired,
    properties: {
      lookedAt: rest.propertiesLookedAt,
      notLoaded: rest.propertiesNotLoaded,
      different: findings.length,
    },
    findings: findings.slice(0, MAX_FINDINGS_TOLD).map((finding) => ({
      propertyId: finding.propertyId,
      repaired: finding.isRepaired,
      differencesInAll: finding.differences.length,
      differences: finding.differences.slice(0, MAX_DIFFERENCES_TOLD).map(differenceAsJson),
    })),
    overdueHolds,
  };
}

function differenceAsJson(difference: Difference): object {
  if (difference.kind !== 'WRONG_NIGHT') return difference;
  const { day, ...rest } = difference;
  return { ...rest, date: dateOf(day) };
}

export const oversellAsJson = ({ oversold, propertiesLookedAt, isComplete }: OversellReport): object => ({
  propertiesLookedAt,
  complete: isComplete,
  oversold: oversold.map(({ propertyId, capacity, nights, picks }) => ({
    propertyId,
    capacity,
    nights: nights.map(({ day, sold }) => ({ date: dateOf(day), sold })),
    plan: picks.map(pickAsJson),
  })),
});

const pickAsJson = ({ facts, state, confirmedAtMs }: Reservation): object => ({
  bookingId: facts.bookingId,
  userId: facts.userId,
  state,
  confirmedAt: confirmedAtMs === undefined ? null : new Date(confirmedAtMs).toISOString(),
  amount: facts.amount,
  currency: facts.currency,
  ...facts.dates,
});
