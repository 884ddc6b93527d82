import type { Random } from '../../chaos/schedule/random.ts';

/** Settings of the services in one simulation, shorter than in production and in the same proportions. */
export interface Tuning {
  readonly holdMs: number;
  readonly reAskMs: number;
  readonly sweepIntervalMs: number;
  readonly reconcileIntervalMs: number;
  readonly reconcileGraceMs: number;
  readonly bankTimeoutMs: number;
  /** The longest that the bank may still decide about a charge. */
  readonly settlementBoundMs: number;
  readonly breakerFaults: number;
  readonly escalationMs: number;
  /** How long a booking may be open before somebody asks. */
  readonly overdueMs: number;
  readonly claimLeaseMs: number;
  readonly claimTtlMs: number;
  readonly maxBatch: number;
  readonly capacity: number;
}

export const RETRY_DELAYS_MS = [500, 1_500, 4_000];
export const UNKNOWN_BACKOFF = { firstDelayMs: 500, maxDelayMs: 3_000 };

export const drawTuning = (random: Random): Tuning => ({
  holdMs: random.between(4_000, 30_000),
  reAskMs: 3_000,
  sweepIntervalMs: 1_000,
  reconcileIntervalMs: 10_000,
  reconcileGraceMs: 2_000,
  bankTimeoutMs: 2_000,
  settlementBoundMs: 14_000,
  breakerFaults: random.between(3, 20),
  escalationMs: random.between(8_000, 60_000),
  overdueMs: 20_000,
  claimLeaseMs: 8_000,
  claimTtlMs: random.pick([20_000, 86_400_000]),
  maxBatch: random.pick([3, 20, 500]),
  capacity: random.pick([5, 50, 2_000]),
});
