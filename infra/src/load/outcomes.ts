export type OutcomeKind = 'CONFIRMED' | 'FAILED' | 'CANCELLED';

/** How a booking ended, and when this process knew it (performance.now); null when that time means nothing. */
export interface Outcome {
  readonly bookingId: string;
  readonly kind: OutcomeKind;
  /** Why it failed: SOLD_OUT, DECLINED ... */
  readonly reason: string | null;
  readonly atMs: number | null;
}

export type HearOutcome = (outcome: Outcome) => void;

/** Tells outcomes until it is stopped. */
export interface OutcomeSource {
  /** How an outcome's time comes about, for the report. */
  readonly timedBy: string;
  /** Told of every acceptance, where outcomes do not come by themselves. */
  accepted?(bookingId: string): void;
  stop(): Promise<void>;
}
