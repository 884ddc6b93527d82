/** One line of a booking's timeline. */
export interface StoryLine {
  readonly kind: 'event' | 'retry' | 'dead-letter' | 'audit' | 'gap';
  /** ISO time; of a gap the time since which something is missing. */
  readonly at: string;
  /** Milliseconds since the line before; null for the first and for gaps. */
  readonly afterMs: number | null;
  /** The service that said or did it, or from which something is missing. */
  readonly who: string;
  readonly title: string;
  readonly detail: string;
  /** `topic/partition/offset`; null for what is not on Kafka. */
  readonly position: string | null;
  /** Said again, repeated, not in the audit log. */
  readonly notes: readonly string[];
}

/** Something that a service keeps, ready to be shown. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** What the bank was asked and what it says now. */
export interface BankStory {
  readonly charges: number;
  readonly refunds: number;
  readonly facts: readonly Fact[];
}

export interface Story {
  readonly bookingId: string;
  readonly propertyId: string;
  /** Of the ledger; null when it has not heard of the booking. */
  readonly status: string | null;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly lines: readonly StoryLine[];
  /** Null when payment has no row. */
  readonly bank: BankStory | null;
  readonly rooms: readonly Fact[];
  readonly traceIds: readonly string[];
  /** What an operator can do about it now. */
  readonly actions: readonly ('resolve-payment' | 'release-hold')[];
  /** First night, to look at the calendar; null when no rooms were asked for. */
  readonly checkIn: string | null;
}
