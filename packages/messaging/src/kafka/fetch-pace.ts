import { setTimeout as sleep } from 'node:timers/promises';
import { Pace } from '../pace.ts';

/** A fetch names every partition and is answered for every one: it costs much the same for one record as for hundreds. */
const FETCHES = { intervalMs: 160, worthwhile: 16 };
/** So many of one partition were not waited for, they lay there: there is a backlog, which needs the next fetch at once. */
const BACKLOG = 400;

/**
 * Spaces fetches under load. The client fetches again when every batch of the last fetch is through, so whoever holds
 * one of them up holds up the next fetch. Records are handed over before: only the end of their batch waits.
 */
export class FetchPace {
  /** Batches that the client works on at once. All but one may wait; the last sees to it that the others get through. */
  static readonly WORKERS = 3;

  readonly #pace = new Pace(FETCHES);
  readonly #nowMs: () => number;
  #waiting = 0;

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
  }

  /** A fetch was answered. */
  begin(): void {
    this.#pace.begin(this.#nowMs());
  }

  /** To be awaited at the end of a batch of so many records. */
  async hold(records: number): Promise<void> {
    this.#pace.count(records, this.#nowMs());
    const waitMs = records < BACKLOG ? this.#pace.waitMs(this.#nowMs()) : 0;
    if (waitMs === 0 || this.#waiting === FetchPace.WORKERS - 1) return;
    this.#waiting += 1;
    await sleep(waitMs);
    this.#waiting -= 1;
  }
}
