/** Where a saga stands that is not simply under way. In the order in which a person should look. */
export const lanes = ['operator', 'unknown', 'compensating', 'stuck'] as const;
export type Lane = (typeof lanes)[number];

export interface Card {
  readonly bookingId: string;
  readonly propertyId: string;
  readonly lane: Lane;
  /** Of the record that put it here: NEEDS_OPERATOR, REFUNDING, HELD, RESERVED and so on. */
  readonly state: string;
  /** What is waited for, in words. */
  readonly waitsFor: string;
  readonly amount: string;
  readonly currency: string;
  /** ISO time since which it is so. */
  readonly since: string;
}

export interface Board {
  /** Oldest first; each booking once, in the first lane that fits. */
  readonly cards: readonly Card[];
  /** Lanes of which there may be more than is shown. */
  readonly cutOff: readonly Lane[];
  /** A booking without an outcome is stuck after so long. */
  readonly stuckAfterMs: number;
}
