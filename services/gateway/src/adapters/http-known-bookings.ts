import { DependencyUnavailableError } from '@wanderluxe/messaging';
import { parseExactJson } from '../domain/exact-json.ts';
import type { LedgerBooking } from '../domain/known-booking.ts';
import { MAX_LOOKUP_IDS } from '../domain/limits.ts';
import type { KnownBookings } from '../ports.ts';
import { Batcher } from './batcher.ts';
import { type Call, type Caller, call } from './http-call.ts';

/** One at a time: requests go on in the order in which they came. */
const MAX_CALLS = 1;
const LEDGER = 'booking-ledger';

/** How long to wait for the ledger: briefly while a booking waits to be accepted, longer for who wants to read it. */
export const lookUpTimeoutsMs = { toAccept: 300, toRead: 2_000 } as const;

interface Question {
  readonly bookingId: string;
  readonly traceparent: string | undefined;
}

/** The ledger over its batched look-up. */
export class HttpKnownBookings implements KnownBookings {
  readonly #lookups: Batcher<Question, LedgerBooking | undefined>;

  constructor(ledgerUrl: string, timeoutMs: number, caller: Caller) {
    const url = new URL('/bookings/lookup', ledgerUrl).href;
    this.#lookups = new Batcher((questions) => lookUp({ url, timeoutMs, ...caller }, questions), {
      maxBatch: MAX_LOOKUP_IDS,
      maxCalls: MAX_CALLS,
    });
  }

  find(bookingId: string, traceparent?: string): Promise<LedgerBooking | undefined> {
    return this.#lookups.ask({ bookingId, traceparent });
  }
}

async function lookUp(
  target: Pick<Call, 'url' | 'timeoutMs' | keyof Caller>,
  questions: readonly Question[],
): Promise<(LedgerBooking | undefined)[]> {
  const ids = questions.map(({ bookingId }) => bookingId);
  const body = { ids: [...new Set(ids)] };
  const traceparent = questions.find((question) => question.traceparent)?.traceparent;
  const answer = await call({ service: LEDGER, operation: 'look-up', body, traceparent, ...target });
  const byId = new Map(bookingsIn(answer.status, answer.text).map((booking) => [booking._id, booking]));
  return ids.map((id) => byId.get(id));
}

/** An answer that makes no sense counts as none. */
function bookingsIn(status: number, text: string): readonly LedgerBooking[] {
  try {
    const { bookings } = parseExactJson(text) as { bookings: LedgerBooking[] };
    if (status === 200 && Array.isArray(bookings)) return bookings;
  } catch (error) {
    throw new DependencyUnavailableError(LEDGER, error);
  }
  throw new DependencyUnavailableError(LEDGER, new Error(`answered ${status} without bookings`));
}
