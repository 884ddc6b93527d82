import type { Logger } from '@wanderluxe/runtime';
import type { InventoryMetrics } from '../metrics.ts';
import type { Properties, Reservations } from '../ports.ts';
import type { IsOurTurn } from './leased-schedule.ts';
import { type Finding, type ReconcilePropertiesEdges, reconcileProperties } from './reconcile-properties.ts';

/** Properties whose holds are in memory at the same time. */
export const PAGE = 50;
/** Overdue holds that are counted; there may be more. */
const MAX_OVERDUE = 1_000;

export interface ReconcileEdges extends ReconcilePropertiesEdges {
  readonly properties: Properties;
  readonly reservations: Reservations;
  /** Asks payment about every hold past its deadline, and answers how many. */
  readonly expireHolds: (isOurTurn: IsOurTurn) => Promise<number>;
  /** How long payment may leave a question open. */
  readonly reAskMs: number;
  readonly metrics: InventoryMetrics;
  readonly logger: Logger;
  readonly nowMs: () => number;
}

export interface ReconcileOptions {
  /** Finds and changes nothing. */
  readonly isDryRun: boolean;
  /** Begins after this property. */
  readonly afterId?: string | undefined;
  /** Looks at no more properties than these. */
  readonly maxProperties: number;
  readonly isOurTurn: IsOurTurn;
}

export interface OverdueHolds {
  /** Past their deadline by more than the grace, and payment was not asked in time: the sweep does not run. */
  readonly notAsked: number;
  readonly asked: number;
  /** Payment was asked and they are still held: it does not know yet, or does not answer. */
  readonly waitingForPayment: number;
}

export interface Reconciliation {
  readonly isDryRun: boolean;
  readonly propertiesLookedAt: number;
  readonly propertiesNotLoaded: number;
  readonly findings: readonly Finding[];
  readonly overdueHolds: OverdueHolds;
  /** Where to go on; null after the last property. */
  readonly next: string | null;
}

/** Compares counters and journal property by property, and deadlines with the clock; repairs what differs. */
export async function reconcile(edges: ReconcileEdges, options: ReconcileOptions): Promise<Reconciliation> {
  const { isDryRun, maxProperties, isOurTurn } = options;
  const overdueHolds = await reconcileDeadlines(edges, options);
  const findings: Finding[] = [];
  let propertiesLookedAt = 0;
  let propertiesNotLoaded = 0;
  let next: string | null = options.afterId ?? '';
  while (next !== null && propertiesLookedAt < maxProperties && (await isOurTurn())) {
    const limit = Math.min(PAGE, maxProperties - propertiesLookedAt);
    const page: string[] = (await edges.properties.list(limit, next)).map(({ id }) => id);
    const found = await reconcileProperties(edges, page, { isDryRun });
    report(edges, found.findings);
    findings.push(...found.findings);
    propertiesLookedAt += page.length;
    propertiesNotLoaded += found.notLoaded;
    next = page.length < limit ? null : (page.at(-1) ?? null);
  }
  return { isDryRun, propertiesLookedAt, propertiesNotLoaded, findings, overdueHolds, next };
}

async function reconcileDeadlines(
  { reservations, expireHolds, reAskMs, graceMs, nowMs }: ReconcileEdges,
  { isDryRun, isOurTurn }: ReconcileOptions,
): Promise<OverdueHolds> {
  const latestMs = nowMs() - graceMs;
  const due = { nowMs: latestMs, askedBeforeMs: latestMs - reAskMs };
  const notAsked = (await reservations.expired(due, MAX_OVERDUE)).length;
  const asked = notAsked > 0 && !isDryRun ? await expireHolds(isOurTurn) : 0;
  return { notAsked, asked, waitingForPayment: await reservations.countExpiryRequested() };
}

function report({ logger, metrics }: ReconcileEdges, findings: readonly Finding[]): void {
  for (const { propertyId, differences, isRepaired } of findings) {
    const shown = differences.slice(0, MAX_SHOWN);
    logger.error('counters differ from the journal', { propertyId, isRepaired, differences: shown });
    metrics.differences(differences.length);
  }
}

const MAX_SHOWN = 5;
