import type { DemoBooking } from './booking.ts';
import type { LedgerBooking } from './engine-apis.ts';
import { hasEnded } from './outcomes.ts';
import type { PropertyRooms } from './rooms.ts';

/** One row after it was posted. */
export interface Posted {
  readonly booking: DemoBooking;
  /** Epoch milliseconds of the first attempt. */
  readonly postedAtMs: number;
  /** Until the answer that settled it, retries included. */
  readonly answeredAfterMs: number;
  /** Why the gateway refused it; null when it was accepted. */
  readonly refusal: string | null;
}

export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

/** What a run came to. The first row of fields is what other tools rely on. */
export interface Summary {
  readonly accepted: number;
  readonly refused: number;
  readonly confirmed: number;
  readonly failed: number;
  /** By their guests. */
  readonly cancelled: number;
  /** Bookings that the bank has paid back. */
  readonly refunds: number;
  /** Nights of properties with more rooms sold than there are. */
  readonly oversold: number;
  /** Bookings on which the ledger and the bank's books do not agree. */
  readonly moneyMismatches: number;
  /** From the first POST to the event that settled the booking, as its audit log dates it. */
  readonly toOutcomeMs: Percentiles;
  readonly properties: readonly PropertyRooms[];

  readonly refusedReasons: Readonly<Record<string, number>>;
  readonly failedReasons: Readonly<Record<string, number>>;
  /** Accepted bookings that had no outcome when waiting ended. */
  readonly unsettled: number;
  /** Nights whose free rooms at the inventory are not capacity less confirmed. */
  readonly unbalancedNights: number;
  /** Accepted bookings a second, from the first POST to the last outcome. */
  readonly bookingsPerSecond: number;
  /** From the POST to its 202 or refusal. */
  readonly toAnswerMs: Percentiles;
  readonly runTag: string;
}

/** Nearest rank; 0 for no values. */
export function percentiles(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
  return { p50: at(0.5), p99: at(0.99) };
}

/** Counts by reason, the most frequent first. */
export function countBy(reasons: readonly string[]): Record<string, number> {
  const counts = [...Map.groupBy(reasons, (reason) => reason)].map(
    ([reason, same]) => [reason, same.length] as const,
  );
  return Object.fromEntries(counts.sort(([, a], [, b]) => b - a));
}

const settlingActions: Readonly<Record<string, readonly string[]>> = {
  CONFIRMED: ['PAYMENT_SUCCESS'],
  FAILED: ['INVENTORY_REJECTED', 'PAYMENT_FAILED', 'INVENTORY_RELEASED', 'PAYMENT_REFUNDED'],
  // How long the engine took for its answer, not how long the guest stayed with it.
  CANCELLED: ['PAYMENT_SUCCESS', 'PAYMENT_FAILED', 'PAYMENT_REFUNDED', 'INVENTORY_RELEASED'],
};

/** The step that settled a booking. */
function settlingStep({ status, auditLog }: LedgerBooking): LedgerBooking['auditLog'][number] | undefined {
  const actions = settlingActions[status] ?? [];
  return actions.map((action) => auditLog.find((step) => step.action === action)).find((step) => step);
}

function failureReason(document: LedgerBooking): string {
  const step = settlingStep(document);
  return step?.reason ?? step?.action ?? document.status;
}

export interface Evidence {
  readonly runTag: string;
  readonly posted: readonly Posted[];
  /** The accepted bookings as the ledger has them. */
  readonly documents: ReadonlyMap<string, LedgerBooking>;
  readonly properties: readonly PropertyRooms[];
  readonly unbalancedNights: number;
  readonly moneyMismatches: readonly string[];
  readonly refunds: number;
  /** Ids of those whose cancellation was accepted. */
  readonly toBeCancelled?: ReadonlySet<string>;
}

interface Settled {
  readonly document: LedgerBooking;
  readonly atMs: number;
  readonly afterMs: number;
}

function settledOf({ posted, documents, toBeCancelled }: Evidence): Settled[] {
  return posted.flatMap(({ booking, postedAtMs }) => {
    const document = documents.get(booking.bookingId);
    if (!document || !hasEnded(document, toBeCancelled?.has(booking.bookingId) ?? false)) return [];
    const atMs = Date.parse(settlingStep(document)?.timestamp ?? '') || postedAtMs;
    return [{ document, atMs, afterMs: atMs - postedAtMs }];
  });
}

function perSecond(posted: readonly Posted[], settled: readonly Settled[]): number {
  if (settled.length === 0) return 0;
  const firstMs = posted.reduce((first, { postedAtMs }) => Math.min(first, postedAtMs), Number.MAX_VALUE);
  const lastMs = settled.reduce((last, { atMs }) => Math.max(last, atMs), 0);
  return Math.round((settled.length * 10_000) / Math.max(lastMs - firstMs, 1)) / 10;
}

/** Puts the evidence into figures. */
export function summarise(evidence: Evidence): Summary {
  const { posted, properties } = evidence;
  const refusals = posted.flatMap(({ refusal }) => (refusal === null ? [] : [refusal]));
  const settled = settledOf(evidence);
  const withStatus = (status: LedgerBooking['status']) =>
    settled.filter(({ document }) => document.status === status);
  const failures = withStatus('FAILED');
  const accepted = posted.length - refusals.length;
  return {
    accepted,
    refused: refusals.length,
    confirmed: withStatus('CONFIRMED').length,
    failed: failures.length,
    cancelled: withStatus('CANCELLED').length,
    refunds: evidence.refunds,
    oversold: properties.reduce((sum, property) => sum + property.oversoldNights, 0),
    moneyMismatches: evidence.moneyMismatches.length,
    toOutcomeMs: percentiles(settled.map(({ afterMs }) => afterMs)),
    properties,
    refusedReasons: countBy(refusals),
    failedReasons: countBy(failures.map(({ document }) => failureReason(document))),
    unsettled: accepted - settled.length,
    unbalancedNights: evidence.unbalancedNights,
    bookingsPerSecond: perSecond(posted, settled),
    toAnswerMs: percentiles(posted.map(({ answeredAfterMs }) => answeredAfterMs)),
    runTag: evidence.runTag,
  };
}

/** Whether everything that the engine promises was kept in this run. */
export const isGood = (summary: Summary): boolean =>
  summary.unsettled === 0 &&
  summary.oversold === 0 &&
  summary.moneyMismatches === 0 &&
  summary.unbalancedNights === 0;
