import type { Step } from './operator.ts';

/** All times in seconds since the fault, unless their name says otherwise. */
export interface AlertTimes {
  readonly alert: string;
  readonly of: string;
  readonly pendingAfterS: number;
  readonly firingAfterS: number | null;
  readonly resolvedAfterS: number | null;
}

/** What came of one fault. */
export interface FaultResult {
  readonly name: string;
  readonly atUtc: string;
  /** Bookings a second. */
  readonly rate: number;
  /** The one that this drill was about. */
  readonly alert: AlertTimes;
  /** Others that fired meanwhile. */
  readonly beside: readonly AlertTimes[];
  readonly steps: readonly (Omit<Step, 'atMs'> & { readonly afterS: number })[];
  readonly remedyAfterS: number;
  /** The load is taken again, what piled up is worked off, and the runbook's "over when" holds. */
  readonly recoveredAfterS: number;
  readonly bookings: {
    readonly accepted: number;
    /** Not taken at first, and taken when they were asked for again. */
    readonly askedAgain: number;
    readonly refused: number;
    readonly confirmed: number;
    readonly failed: number;
    readonly unsettled: number;
    readonly oversoldNights: number;
    readonly moneyMismatches: number;
    readonly unbalancedNights: number;
  };
}

export const promisesKept = ({ bookings }: FaultResult): boolean =>
  bookings.refused === 0 &&
  bookings.unsettled === 0 &&
  bookings.oversoldNights === 0 &&
  bookings.moneyMismatches === 0 &&
  bookings.unbalancedNights === 0;
