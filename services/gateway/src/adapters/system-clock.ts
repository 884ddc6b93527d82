import type { Clock } from '../ports.ts';

/** The system's time; the business clock can be moved and then goes on from there. */
export class SystemClock implements Clock {
  #businessOffsetMs = 0;

  nowMs(): number {
    return Date.now();
  }

  businessNowMs(): number {
    return Date.now() + this.#businessOffsetMs;
  }

  /** Sets the business clock to an instant in epoch milliseconds, or back to the system's time. */
  setBusinessClock(epochMs: number | null): void {
    this.#businessOffsetMs = epochMs === null ? 0 : epochMs - Date.now();
  }
}
