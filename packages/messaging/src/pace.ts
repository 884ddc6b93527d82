export interface PaceLimits {
  /** From the beginning of one round to the beginning of the next, while much comes. */
  readonly intervalMs: number;
  /** Waiting is worth it only when at least this many items are expected in an interval. */
  readonly worthwhile: number;
}

/** Over which the rate of arrivals is averaged. */
const WINDOW_MS = 500;

/**
 * Spaces the rounds of a loop that takes whatever is there (a fetch, a transaction, a send). A round costs nearly the
 * same whatever it takes, so under load it pays to let more gather. When little comes nothing is gained by waiting, and
 * nothing waits. Pure: the caller tells the time and does the waiting.
 */
export class Pace {
  readonly #limits: PaceLimits;
  #beganMs = Number.NEGATIVE_INFINITY;
  /** Items of late, each counting less the longer ago it came. */
  #recent = 0;
  #countedMs = Number.NEGATIVE_INFINITY;

  constructor(limits: PaceLimits) {
    this.#limits = limits;
  }

  begin(nowMs: number): void {
    this.#beganMs = nowMs;
  }

  /** Counts what the round took. */
  count(items: number, nowMs: number): void {
    this.#recent = this.#recentAt(nowMs) + items;
    this.#countedMs = nowMs;
  }

  /** Whether so much comes that waiting is worth it. */
  isBusy(nowMs: number): boolean {
    const { intervalMs, worthwhile } = this.#limits;
    return (this.#recentAt(nowMs) * intervalMs) / WINDOW_MS >= worthwhile;
  }

  /** How long the next round should still wait; 0 when little comes. */
  waitMs(nowMs: number): number {
    if (!this.isBusy(nowMs)) return 0;
    return Math.max(0, this.#beganMs + this.#limits.intervalMs - nowMs);
  }

  #recentAt(nowMs: number): number {
    return this.#recent * Math.exp((this.#countedMs - nowMs) / WINDOW_MS);
  }
}
