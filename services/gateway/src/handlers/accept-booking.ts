import { DependencyUnavailableError } from '@wanderluxe/messaging';
import type { Logger } from '@wanderluxe/runtime';
import { eventOf, type OutgoingEvent } from '@wanderluxe/schemas';
import { type BookingRequest, fingerprintOf, payloadOf } from '../domain/booking-request.ts';
import { type Claim, type ConflictCode, conflictWith } from '../domain/claim.ts';
import { conflictWithKnown } from '../domain/known-booking.ts';
import type { Claims, ClientRequests, Clock, KnownBookings, Taken } from '../ports.ts';
import type { Arrivals } from './arrivals.ts';
import { ClaimSettlement } from './claim-settlement.ts';
import type { InFlight } from './in-flight.ts';
import { sendWithin } from './send-within.ts';

export type UnavailableCode = 'kafka_unavailable' | 'redis_unavailable' | 'overloaded' | 'acceptance_unknown';

export type Acceptance =
  | { readonly kind: 'accepted'; readonly traceparent: string }
  | { readonly kind: 'conflict'; readonly code: ConflictCode }
  | { readonly kind: 'unavailable'; readonly code: UnavailableCode };

export interface AcceptanceLimits {
  /** How long a claim lives unless it is settled or renewed. */
  readonly leaseMs: number;
  /** How long an accepted booking's claim lives. */
  readonly acceptedTtlMs: number;
  /** From the request to its answer. */
  readonly acceptTimeoutMs: number;
}

export interface AcceptanceParts {
  readonly claims: Claims;
  readonly requests: ClientRequests;
  readonly known: KnownBookings;
  readonly clock: Clock;
  readonly inFlight: InFlight;
  readonly arrivals: Pick<Arrivals, 'round'>;
  readonly limits: AcceptanceLimits;
  readonly newToken: () => string;
  readonly logger: Logger;
}

/** A validated request with the headers that matter. */
export interface Intake {
  readonly request: BookingRequest;
  readonly key: string;
  readonly traceId: string;
  /** The traceparent of the request, where it has one. */
  readonly parent?: string | undefined;
}

const unavailable = (code: UnavailableCode): Acceptance => ({ kind: 'unavailable', code });

/** Accepts each booking once: claim, look up, publish, keep the claim. */
export class AcceptBooking {
  readonly #parts: AcceptanceParts;
  readonly #settlement: ClaimSettlement;

  constructor(parts: AcceptanceParts) {
    this.#parts = parts;
    this.#settlement = new ClaimSettlement({ ...parts, ...parts.limits });
  }

  /** Resolves when no claim is waiting to be settled again. */
  idle(): Promise<void> {
    return this.#settlement.idle();
  }

  async accept(intake: Intake): Promise<Acceptance> {
    if (!this.#parts.requests.isHealthy()) return unavailable('kafka_unavailable');
    const answer = await this.#parts.inFlight.during(() => this.#admitted(intake));
    return answer === 'full' ? unavailable('overloaded') : answer;
  }

  async #admitted(intake: Intake): Promise<Acceptance> {
    const { arrivals, clock, limits } = this.#parts;
    const deadlineMs = clock.nowMs() + limits.acceptTimeoutMs;
    await arrivals.round();
    const claim = this.#claimFor(intake);
    const taken = await this.#take(claim, intake.traceId);
    if (taken === 'store_away') return unavailable('redis_unavailable');
    if (!taken.taken) return { kind: 'conflict', code: conflictWith(taken.holder, claim) };
    try {
      const known = await this.#findKnown(claim.bookingId);
      if (known === undefined) return await this.#publish(intake, claim, deadlineMs);
      await this.#settlement.giveBack(claim, intake.traceId);
      return { kind: 'conflict', code: conflictWithKnown(known, intake.request) };
    } catch (unexpected) {
      await this.#settlement.giveBack(claim, intake.traceId);
      throw unexpected;
    }
  }

  async #take(claim: Claim, traceId: string): Promise<Taken | 'store_away'> {
    try {
      return await this.#parts.claims.take(claim, this.#parts.limits.leaseMs);
    } catch (error) {
      // No answer does not mean no effect.
      void this.#settlement.giveBack(claim, traceId);
      if (error instanceof DependencyUnavailableError) return 'store_away';
      throw error;
    }
  }

  /** A ledger that is away never stops a booking: downstream a known booking id has no second effect. */
  async #findKnown(bookingId: string) {
    try {
      return await this.#parts.known.find(bookingId);
    } catch (error) {
      if (error instanceof DependencyUnavailableError) return undefined;
      throw error;
    }
  }

  async #publish(intake: Intake, claim: Claim, deadlineMs: number): Promise<Acceptance> {
    const event = this.#eventOf(intake);
    const remainingMs = deadlineMs - this.#parts.clock.nowMs();
    if (remainingMs <= 0) {
      // Nothing was sent yet: better refused for certain than in doubt.
      await this.#settlement.giveBack(claim, intake.traceId);
      return unavailable('overloaded');
    }
    const sending = sendWithin(this.#parts.requests, event, remainingMs);
    const fate = await sending.inTime;
    switch (fate) {
      case 'published':
        await this.#settlement.accept(claim, intake.traceId);
        return { kind: 'accepted', traceparent: event.headers.traceparent };
      case 'not_published':
        await this.#settlement.giveBack(claim, intake.traceId);
        return unavailable('kafka_unavailable');
      case 'pending':
        // An event in doubt still takes its place among those in flight.
        void this.#parts.inFlight.until(this.#settlement.follow(claim, intake.traceId, sending.settled));
        return unavailable('acceptance_unknown');
      case 'unknown':
        return unavailable('acceptance_unknown');
    }
  }

  #claimFor({ request, key }: Intake): Claim {
    return {
      bookingId: request.bookingId,
      key,
      fingerprint: fingerprintOf(request),
      state: 'in_progress',
      token: this.#parts.newToken(),
    };
  }

  #eventOf({ request, traceId, parent }: Intake): OutgoingEvent<'booking.requests'> {
    return eventOf({
      topic: 'booking.requests',
      eventType: 'BOOKING_INITIATED',
      payload: payloadOf(request),
      origin: 'gateway',
      traceId,
      parent,
      nowMs: this.#parts.clock.nowMs(),
    });
  }
}
