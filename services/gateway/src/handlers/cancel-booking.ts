import { setTimeout as sleep } from 'node:timers/promises';
import { eventOf } from '@wanderluxe/schemas';
import { cancellationOf, judgeCancellation } from '../domain/cancellation.ts';
import type { BookingStatus, LedgerBooking } from '../domain/known-booking.ts';
import type { Claims, ClientRequests, Clock, KnownBookings } from '../ports.ts';
import { type Finding, findBooking } from './find-booking.ts';
import type { InFlight } from './in-flight.ts';
import { sendWithin } from './send-within.ts';

export type CancellationRefusal =
  | 'booking_not_found'
  | 'booking_failed'
  | 'booking_not_visible_yet'
  | 'ledger_unavailable'
  | 'redis_unavailable'
  | 'kafka_unavailable'
  | 'overloaded'
  | 'acceptance_unknown';

export type Cancellation =
  /** `status` is where the booking stood; `traceparent` is the event's, absent when none was due. */
  | { readonly kind: 'accepted'; readonly status: BookingStatus; readonly traceparent?: string }
  | { readonly kind: 'refused'; readonly code: CancellationRefusal };

export interface CancellationLimits {
  /** How long an accepted booking is waited for that the ledger does not show yet. */
  readonly visibleWithinMs: number;
  /** How long the acknowledgement is waited for. */
  readonly acceptTimeoutMs: number;
}

export interface CancellationParts {
  readonly views: KnownBookings;
  readonly claims: Claims;
  readonly requests: ClientRequests;
  readonly clock: Clock;
  readonly inFlight: InFlight;
  readonly limits: CancellationLimits;
}

/** A validated request to cancel; the reason is "" when the client gave none. */
export interface CancellationIntake {
  readonly bookingId: string;
  readonly reason: string;
  readonly traceId: string;
  /** The traceparent of the request, where it has one. */
  readonly parent?: string | undefined;
}

const LOOK_EVERY_MS = 100;

const refused = (code: CancellationRefusal): Cancellation => ({ kind: 'refused', code });

/**
 * Passes on that a client wants to cancel; payment decides what comes of it. Repeating is harmless: a booking has one
 * such event, whoever publishes it and however often.
 */
export class CancelBooking {
  readonly #parts: CancellationParts;

  constructor(parts: CancellationParts) {
    this.#parts = parts;
  }

  async cancel(intake: CancellationIntake): Promise<Cancellation> {
    const answer = await this.#parts.inFlight.during(() => this.#admitted(intake));
    return answer === 'full' ? refused('overloaded') : answer;
  }

  async #admitted(intake: CancellationIntake): Promise<Cancellation> {
    const finding = await this.#findVisible(intake);
    switch (finding.kind) {
      case 'known':
        return this.#cancel(finding.booking, intake);
      case 'accepted':
      case 'claimed':
        return refused('booking_not_visible_yet');
      case 'unknown':
        return refused('booking_not_found');
      case 'unavailable':
        return refused(finding.code);
    }
  }

  /** The event needs facts that only the ledger has, and it hears of a booking a moment after its acceptance. */
  async #findVisible({ bookingId, parent }: CancellationIntake): Promise<Finding> {
    const { clock, limits } = this.#parts;
    const deadlineMs = clock.nowMs() + limits.visibleWithinMs;
    for (;;) {
      const finding = await findBooking(this.#parts, bookingId, parent);
      const isComing = finding.kind === 'accepted' || finding.kind === 'claimed';
      if (!isComing || clock.nowMs() >= deadlineMs) return finding;
      await sleep(LOOK_EVERY_MS);
    }
  }

  async #cancel(booking: LedgerBooking, intake: CancellationIntake): Promise<Cancellation> {
    switch (judgeCancellation(booking)) {
      case 'failed':
        return refused('booking_failed');
      case 'asked_before':
        return { kind: 'accepted', status: booking.status };
      case 'due':
        return this.#publish(booking, intake);
    }
  }

  async #publish(
    booking: LedgerBooking,
    { reason, traceId, parent }: CancellationIntake,
  ): Promise<Cancellation> {
    const { clock, inFlight, limits, requests } = this.#parts;
    if (!requests.isHealthy()) return refused('kafka_unavailable');
    const event = eventOf({
      topic: 'booking.cancellations',
      eventType: 'BOOKING_CANCELLATION_REQUESTED',
      payload: cancellationOf(booking, reason),
      origin: 'gateway',
      traceId,
      parent,
      nowMs: clock.nowMs(),
    });
    const sending = sendWithin(requests, event, limits.acceptTimeoutMs);
    switch (await sending.inTime) {
      case 'published':
        return { kind: 'accepted', status: booking.status, traceparent: event.headers.traceparent };
      case 'not_published':
        return refused('kafka_unavailable');
      case 'pending':
        void inFlight.until(sending.settled);
        return refused('acceptance_unknown');
      case 'unknown':
        return refused('acceptance_unknown');
    }
  }
}
