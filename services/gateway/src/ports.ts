import type { OutgoingEvent } from '@wanderluxe/schemas';
import type { Backlogs } from './domain/admission.ts';
import type { Claim } from './domain/claim.ts';
import type { LedgerBooking } from './domain/known-booking.ts';

export type Taken =
  | { readonly taken: true }
  /** `by` says on which of the two the other claim was met. */
  | { readonly taken: false; readonly by: 'key' | 'booking'; readonly holder: Claim };

/**
 * Who may ask for a booking: at most one live claim for each idempotency key and each booking id.
 * Every call rejects with DependencyUnavailableError when the store is away; it may have taken effect then.
 */
export interface Claims {
  /**
   * Takes the key, then the booking id, for a lease; atomic for each of the two. A refusal leaves nothing of this
   * claim behind. A claim that is never settled ends with its lease.
   */
  take(claim: Claim, leaseMs: number): Promise<Taken>;
  /**
   * Writes the claim anew, with its state and a new time to live. What another claim has taken in the meantime is
   * left alone; what was lost is restored.
   */
  keep(claim: Claim, ttlMs: number): Promise<void>;
  /** Removes what this claim's token still holds, and nothing else; harmless when repeated. */
  release(claim: Claim): Promise<void>;
  find(bookingId: string): Promise<Claim | undefined>;
}

/** The event is certain not to be published, now or later. */
export class NotPublishedError extends Error {
  constructor(cause: unknown) {
    super('the event was not published', { cause });
    this.name = 'NotPublishedError';
  }
}

/** What a client asks for, on its way to one of the two intake streams. */
export type ClientRequest = OutgoingEvent<'booking.requests'> | OutgoingEvent<'booking.cancellations'>;

/** Where accepted requests go. */
export interface ClientRequests {
  /**
   * Resolves when the event is acknowledged by all in-sync replicas. Rejects with NotPublishedError when it never
   * will be; any other rejection leaves that open. Aborting `withdraw` takes the event back if it was not yet handed
   * over; otherwise the call goes on. Publishing an event again is harmless.
   */
  publish(event: ClientRequest, withdraw: AbortSignal): Promise<void>;
  isHealthy(): boolean;
}

/** The booking-ledger's view. Concurrent questions share calls. */
export interface KnownBookings {
  /**
   * A call that several questions share is a step of the trace of the first that has one.
   * @throws DependencyUnavailableError when the ledger does not answer in time.
   */
  find(bookingId: string, traceparent?: string): Promise<LedgerBooking | undefined>;
}

/** Nights of one property: from `from` to the one before `to`, ISO 8601 dates. */
export interface NightsAsked {
  readonly propertyId: string;
  readonly from: string;
  readonly to: string;
}

export interface Availability {
  readonly propertyId: string;
  readonly capacity: number;
  readonly nights: readonly { readonly date: string; readonly free: number }[];
}

/** The inventory's view of free rooms. */
export interface Availabilities {
  /**
   * Free rooms for each night; undefined for an unknown property.
   * @throws DependencyUnavailableError
   */
  of(asked: NightsAsked, traceparent: string): Promise<Availability | undefined>;
}

/** How far the consumer groups downstream have come with their work. */
export interface BacklogGauge {
  /** @throws DependencyUnavailableError when Kafka does not answer in time. */
  read(): Promise<Backlogs>;
  close(): Promise<void>;
}

/** Two clocks: events carry the real time, dates of stays are judged by the business day. */
export interface Clock {
  nowMs(): number;
  businessNowMs(): number;
}

export interface Measurements {
  /** From the validated request to its answer 202, in seconds. */
  accepted(seconds: number): void;
  /** Of a valid booking request. */
  admissionDecided(isAdmitted: boolean): void;
}
