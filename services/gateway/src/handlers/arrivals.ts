import { Pace } from '@wanderluxe/messaging';

/** Each step of a round (claims, look-up, send, claims kept) costs nearly the same for one request as for many. */
const ROUNDS = { intervalMs: 30, worthwhile: 5 };

/** Requests that many come with go on together, in the order in which they came: their steps then share calls. */
export class Arrivals {
  readonly #pace = new Pace(ROUNDS);
  #waiting: (() => void)[] = [];

  /** Resolves at once while few come. */
  round(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length > 1) return;
      const waitMs = this.#pace.waitMs(Date.now());
      if (waitMs > 0) setTimeout(() => this.#begin(), waitMs);
      else this.#begin();
    });
  }

  #begin(): void {
    const going = this.#waiting;
    this.#waiting = [];
    this.#pace.begin(Date.now());
    this.#pace.count(going.length, Date.now());
    for (const go of going) go();
  }
}
