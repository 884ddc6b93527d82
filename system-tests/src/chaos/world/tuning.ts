import type { ServiceName } from '@wanderluxe/infra/launcher';

/**
 * The longest that the bank may still decide about a charge. More than its longest hang and look-up delay, so that
 * what the payment service is told of the bank is true.
 */
export const BANK_SETTLEMENT_BOUND_MS = 14_000;
export const BANK_HANG_MS = 7_000;
export const BANK_LOOKUP_DELAY_MS = 5_000;
/** How long a hold lives unpaid. */
export const HOLD_MS = 25_000;
export const SWEEP_INTERVAL_MS = 1_000;

/** Shorter times than in production: what is to be shown happens within a schedule, and in the same proportions. */
export const tuning: Readonly<Record<ServiceName, Readonly<Record<string, string>>>> = {
  gateway: { CLAIM_LEASE_MS: '8000' },
  inventory: { HOLD_MS: `${HOLD_MS}`, HOLD_REASK_MS: '3000', SWEEP_INTERVAL_MS: `${SWEEP_INTERVAL_MS}` },
  payment: {
    BANK_TIMEOUT_MS: '2000',
    BANK_SETTLEMENT_BOUND_MS: `${BANK_SETTLEMENT_BOUND_MS}`,
    UNKNOWN_FIRST_DELAY_MS: '500',
    UNKNOWN_MAX_DELAY_MS: '3000',
    UNKNOWN_SWEEP_INTERVAL_MS: '3000',
  },
  'booking-ledger': {},
};
