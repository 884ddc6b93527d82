/** What came to the engine and what left it in one second. Times are milliseconds, of bookings that ended in it. */
export interface LiveSecond {
  readonly atMs: number;
  readonly arrived: number;
  readonly confirmed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

export type OutcomeKind = 'CONFIRMED' | 'FAILED' | 'CANCELLED';

export interface Ended {
  readonly bookingId: string;
  readonly propertyId: string;
  readonly kind: OutcomeKind;
  readonly reason: string | null;
  readonly amount: string;
  readonly currency: string;
  /** Of the event's record, epoch milliseconds. */
  readonly atMs: number;
}

/** An outcome as it is listed; `tookMs` is null when the request was not seen. */
export interface RecentOutcome extends Ended {
  readonly tookMs: number | null;
}

/** Rates are per second over the last ten seconds, times over the last minute. */
export interface Headline {
  readonly arrivedPerSecond: number;
  readonly confirmedPerSecond: number;
  readonly failedPerSecond: number;
  readonly cancelledPerSecond: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Accepted since the console listens, and without an outcome. */
  readonly open: number;
  readonly arrivedInAll: number;
  readonly endedInAll: number;
}

export interface Reason {
  readonly reason: string;
  readonly count: number;
}

/** What is told each second. */
export interface LiveNews {
  /** The seconds that are over since the last news. */
  readonly seconds: readonly LiveSecond[];
  readonly headline: Headline;
  /** Why bookings failed, in the whole window; most frequent first. */
  readonly reasons: readonly Reason[];
  /** The last outcomes, newest first. */
  readonly recent: readonly RecentOutcome[];
}

/** Seconds of the window. */
export const KEPT_SECONDS = 900;

/** What a page is told: the news, and why there may be none. */
export interface LiveTelling extends LiveNews {
  /** ISO time since which the console listens; null while it does not. */
  readonly listeningSince: string | null;
  /** Why it does not. */
  readonly trouble: string | null;
}
