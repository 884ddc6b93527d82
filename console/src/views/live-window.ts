import { Latencies } from './latencies.ts';
import {
  type Ended,
  type Headline,
  KEPT_SECONDS,
  type LiveNews,
  type LiveSecond,
  type OutcomeKind,
  type Reason,
  type RecentOutcome,
} from './live.ts';

const RATE_SECONDS = 10;
const LATENCY_SECONDS = 60;
const KEPT_RECENT = 40;
/** Bookings without an outcome that are remembered; beyond it the oldest are forgotten, and have no time then. */
const MAX_OPEN = 50_000;
const MAX_EARLY = 5_000;
const MAX_REASONS = 50;

/** One second with all that is counted in it. */
class Second {
  arrived = 0;
  readonly ended: Record<OutcomeKind, number> = { CONFIRMED: 0, FAILED: 0, CANCELLED: 0 };
  readonly reasons = new Map<string, number>();
  readonly latencies = new Latencies();
  readonly atMs: number;

  constructor(atMs: number) {
    this.atMs = atMs;
  }

  fail(reason: string): void {
    const name = this.reasons.has(reason) || this.reasons.size < MAX_REASONS ? reason : 'others';
    this.reasons.set(name, (this.reasons.get(name) ?? 0) + 1);
  }

  shown(): LiveSecond {
    const { CONFIRMED: confirmed, FAILED: failed, CANCELLED: cancelled } = this.ended;
    const { atMs, arrived } = this;
    return { atMs, arrived, confirmed, failed, cancelled, ...this.latencies.percentiles() };
  }
}

/** The last quarter of an hour of arrivals and outcomes, second by second, in bounded memory. */
export class LiveWindow {
  #seconds: LiveSecond[] = [];
  #reasons: ReadonlyMap<string, number>[] = [];
  #latencies: Latencies[] = [];
  #recent: RecentOutcome[] = [];
  #current: Second;
  /** When the request of an open booking was written, epoch milliseconds. */
  readonly #open = new Map<string, number>();
  /** Outcomes that came before their request, which is on another topic. */
  readonly #early = new Map<string, number>();
  #arrived = 0;
  #ended = 0;

  constructor(nowMs: number) {
    this.#current = new Second(floored(nowMs));
  }

  /** A booking was accepted; `atMs` is its record's time. */
  arrive(bookingId: string, atMs: number): void {
    this.#arrived += 1;
    this.#current.arrived += 1;
    const endedAtMs = this.#early.get(bookingId);
    this.#early.delete(bookingId);
    if (endedAtMs === undefined) remember(this.#open, bookingId, atMs, MAX_OPEN);
    else this.#current.latencies.record(endedAtMs - atMs);
  }

  end(outcome: Ended): void {
    const { bookingId, kind, reason, atMs } = outcome;
    this.#ended += 1;
    this.#current.ended[kind] += 1;
    if (kind === 'FAILED') this.#current.fail(reason ?? 'no reason given');
    const arrivedAtMs = this.#open.get(bookingId);
    this.#open.delete(bookingId);
    const tookMs = arrivedAtMs === undefined ? null : Math.max(0, atMs - arrivedAtMs);
    if (tookMs === null) remember(this.#early, bookingId, atMs, MAX_EARLY);
    else this.#current.latencies.record(tookMs);
    this.#recent = [{ ...outcome, tookMs }, ...this.#recent.slice(0, KEPT_RECENT - 1)];
  }

  /** Closes the seconds that are over, also those in which nothing happened, and tells what is new. */
  tick(nowMs: number): LiveNews {
    const closed: Second[] = [];
    const oldestMs = floored(nowMs) - KEPT_SECONDS * 1_000;
    while (this.#current.atMs + 1_000 <= nowMs) {
      closed.push(this.#current);
      this.#current = new Second(Math.max(this.#current.atMs + 1_000, oldestMs));
    }
    const seconds = closed.map((second) => second.shown());
    this.#seconds = [...this.#seconds, ...seconds].slice(-KEPT_SECONDS);
    this.#reasons = [...this.#reasons, ...closed.map(({ reasons }) => reasons)].slice(-KEPT_SECONDS);
    this.#latencies = [...this.#latencies, ...closed.map(({ latencies }) => latencies)].slice(
      -LATENCY_SECONDS,
    );
    return this.#news(seconds);
  }

  /** News for somebody who knows nothing yet: all seconds that are kept. */
  whole(): LiveNews {
    return this.#news(this.#seconds);
  }

  #news(seconds: readonly LiveSecond[]): LiveNews {
    return { seconds, headline: this.#headline(), reasons: this.#allReasons(), recent: this.#recent };
  }

  #headline(): Headline {
    const lately = this.#seconds.slice(-RATE_SECONDS);
    const rate = (of: (second: LiveSecond) => number) =>
      lately.reduce((sum, second) => sum + of(second), 0) / Math.max(1, lately.length);
    return {
      arrivedPerSecond: rate(({ arrived }) => arrived),
      confirmedPerSecond: rate(({ confirmed }) => confirmed),
      failedPerSecond: rate(({ failed }) => failed),
      cancelledPerSecond: rate(({ cancelled }) => cancelled),
      ...Latencies.sum(this.#latencies).percentiles(),
      open: this.#open.size,
      arrivedInAll: this.#arrived,
      endedInAll: this.#ended,
    };
  }

  #allReasons(): Reason[] {
    const counts = new Map<string, number>();
    for (const [reason, count] of [...this.#reasons, this.#current.reasons].flatMap((one) => [...one]))
      counts.set(reason, (counts.get(reason) ?? 0) + count);
    return [...counts]
      .map(([reason, count]) => ({ reason, count }))
      .sort((a, b) => b.count - a.count || a.reason.localeCompare(b.reason));
  }
}

const floored = (ms: number): number => Math.floor(ms / 1_000) * 1_000;

function remember(map: Map<string, number>, key: string, value: number, limit: number): void {
  map.set(key, value);
  if (map.size <= limit) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
