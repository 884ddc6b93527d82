import type { ServiceName } from '@wanderluxe/infra/launcher';

/** A group goes on without a member that is silent for so long. */
export const SESSION_TIMEOUT_MS = 3_000;
/**
 * The longest that the bank may still decide about a charge. More than its longest hang and look-up delay, so that
 * what the payment service is told of the bank is true.
 */
export const BANK_SETTLEMENT_BOUND_MS = 9_000;
export const BANK_HANG_MS = 4_000;
export const BANK_LOOKUP_DELAY_MS = 3_000;
/** How long a hold lives unpaid. */
export const HOLD_MS = 15_000;
export const SWEEP_INTERVAL_MS = 1_000;

/** Every service can be told to die at a named effect. */
const failpoints = { WANDERLUXE_FAILPOINT: 'settable' };
const takeover = {
  ...failpoints,
  KAFKA_SESSION_TIMEOUT_MS: `${SESSION_TIMEOUT_MS}`,
  RELAY_LEASE_MS: '3000',
};

/** Shorter times than in production: what is to be shown happens within a schedule, and in the same proportions. */
export const tuning: Readonly<Record<ServiceName, Readonly<Record<string, string>>>> = {
  gateway: { ...failpoints, CLAIM_LEASE_MS: '6000' },
  inventory: {
    ...takeover,
    HOLD_MS: `${HOLD_MS}`,
    HOLD_REASK_MS: '5000',
    SWEEP_INTERVAL_MS: `${SWEEP_INTERVAL_MS}`,
  },
  payment: {
    ...takeover,
    BANK_TIMEOUT_MS: '1500',
    BANK_SETTLEMENT_BOUND_MS: `${BANK_SETTLEMENT_BOUND_MS}`,
    BANK_BREAKER_PAUSE_MS: '1000',
    UNKNOWN_FIRST_DELAY_MS: '500',
    UNKNOWN_MAX_DELAY_MS: '2000',
    UNKNOWN_SWEEP_INTERVAL_MS: '2000',
  },
  'booking-ledger': takeover,
};
