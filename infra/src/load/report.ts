import { type Bill, billOf, type Spending, spendingBetween } from '../accounting/bill.ts';
import type { LatencySummary } from './latency.ts';
import type { LoadRun } from './run-load.ts';
import { endMs, measuredFromMs } from './schedule.ts';
import type { Moment } from './timeline.ts';

/** What `load --json` prints. Counts are of the whole run, latencies (ms) and CPU of its measured part. */
export interface LoadReport {
  readonly ratePerSecond: number;
  readonly measuredSeconds: number;
  readonly timedBy: string;
  readonly sent: number;
  readonly answers: Readonly<Record<string, number>>;
  readonly repeatedAnswers: Readonly<Record<string, number>>;
  readonly cancellationAnswers: Readonly<Record<string, number>>;
  readonly accepted: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly failureReasons: Readonly<Record<string, number>>;
  /** Accepted bookings whose outcome never came; some of their ids. */
  readonly unsettled: number;
  readonly unsettledIds: readonly string[];
  readonly contradictory: number;
  readonly unanswered: number;
  readonly drainedAfterMs: number | null;
  /** Of the measured part. */
  readonly acceptedPerSecond: number;
  readonly completedPerSecond: number;
  readonly backlog: { readonly slopePerSecond: number; readonly max: number };
  readonly acceptMs: LatencySummary;
  readonly endToEndMs: LatencySummary;
  readonly acceptToOutcomeMs: LatencySummary;
  readonly hotEndToEndMs: LatencySummary;
  readonly othersEndToEndMs: LatencySummary;
  /** How late the driver itself was. */
  readonly latenessMs: LatencySummary;
  readonly cpu: { readonly spending: Spending; readonly perThousand: Bill } | null;
  readonly rssBytes: Readonly<Record<string, { readonly max: number; readonly last: number }>>;
  readonly moments: readonly Moment[];
}

const SHOWN_IDS = 20;

export function reportOf(run: LoadRun): LoadReport {
  const { tally, requests, schedule, edges, moments } = run;
  const seconds = (edges.to.sample.atMs - edges.from.sample.atMs) / 1_000;
  const completed = edges.to.completed - edges.from.completed;
  const [fromMs, toMs] = [measuredFromMs(schedule), endMs(schedule)];
  const measured = moments.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
  const spending = spendingBetween(edges.from.sample, edges.to.sample);
  const accounted = Object.keys(spending.components).length > 0;
  return {
    ratePerSecond: schedule.ratePerSecond,
    measuredSeconds: seconds,
    timedBy: run.timedBy,
    sent: tally.counts.sent,
    answers: Object.fromEntries(tally.answers),
    repeatedAnswers: Object.fromEntries(tally.repeated),
    cancellationAnswers: Object.fromEntries(tally.cancellations),
    accepted: tally.counts.accepted,
    outcomes: { ...tally.outcomes },
    failureReasons: Object.fromEntries(tally.reasons),
    unsettled: tally.backlog,
    unsettledIds: tally.unsettled(SHOWN_IDS).map((booking) => requests.bookingId(booking)),
    contradictory: tally.contradictory,
    unanswered: tally.unanswered,
    drainedAfterMs: run.drainedAfterMs,
    acceptedPerSecond: (edges.to.accepted - edges.from.accepted) / seconds,
    completedPerSecond: completed / seconds,
    backlog: {
      slopePerSecond: slopeOf(measured.map(({ atMs, backlog }) => [atMs / 1_000, backlog])),
      max: Math.max(0, ...measured.map(({ backlog }) => backlog)),
    },
    acceptMs: tally.measured.accept.summary(),
    endToEndMs: tally.measured.endToEnd.summary(),
    acceptToOutcomeMs: tally.acceptToOutcome.summary(),
    hotEndToEndMs: tally.hot.summary(),
    othersEndToEndMs: tally.others.summary(),
    latenessMs: tally.lateness.summary(),
    cpu: accounted ? { spending, perThousand: billOf(spending, completed) } : null,
    rssBytes: rssOf(measured),
    moments,
  };
}

/** Of a line through the points by least squares; 0 for fewer than two. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (pick: 0 | 1) => points.reduce((sum, point) => sum + point[pick], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const variance = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return variance === 0 ? 0 : covariance / variance;
}

function rssOf(moments: readonly Moment[]): LoadReport['rssBytes'] {
  const names = Object.keys(moments.at(-1)?.rssBytes ?? {});
  return Object.fromEntries(
    names.map((name) => {
      const seen = moments.map(({ rssBytes }) => rssBytes[name] ?? 0);
      return [name, { max: Math.max(...seen), last: seen.at(-1)! }];
    }),
  );
}

/** Nothing accepted was lost, and nothing was told to have ended in two ways. */
export const isSound = ({ unsettled, contradictory }: LoadReport): boolean =>
  unsettled === 0 && contradictory === 0;
