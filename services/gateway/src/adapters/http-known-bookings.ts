import { DependencyUnavailableError, Pace } from '@wanderluxe/messaging';
import type { Dispatcher } from 'undici';
import { parseExactJson } from '../domain/exact-json.ts';
import type { LedgerBooking } from '../domain/known-booking.ts';
import { MAX_LOOKUP_IDS } from '../domain/limits.ts';
import type { KnownBookings } from '../ports.ts';
import { Batcher } from './batcher.ts';
import { type Call, call } from './http-call.ts';

/** One at a time: requests go on in the order in which they came. */
const MAX_CALLS = 1;
const LEDGER = 'booking-ledger';
const LOOKUPS = { intervalMs: 40, worthwhile: 8 };

/** How long to wait for the ledger: briefly while a booking waits to be accepted, longer for who wants to read it. */
export const lookUpTimeoutsMs = { toAccept: 300, toRead: 2_000 } as const;

/** The ledger over its batched look-up. */
export class HttpKnownBookings implements KnownBookings {
  readonly #lookups: Batcher<string, LedgerBooking | undefined>;

  constructor(ledgerUrl: string, timeoutMs: number, dispatcher: Dispatcher) {
    const url = new URL('/bookings/lookup', ledgerUrl).href;
    this.#lookups = new Batcher((ids) => lookUp({ url, timeoutMs, dispatcher }, ids), {
      maxBatch: MAX_LOOKUP_IDS,
      maxCalls: MAX_CALLS,
      pace: new Pace(LOOKUPS),
    });
  }

  find(bookingId: string): Promise<LedgerBooking | undefined> {
    return this.#lookups.ask(bookingId);
  }
}

async function lookUp(
  target: Pick<Call, 'url' | 'timeoutMs' | 'dispatcher'>,
  ids: readonly string[],
): Promise<(LedgerBooking | undefined)[]> {
  const body = { ids: [...new Set(ids)] };
  const answer = await call({ service: LEDGER, body, ...target });
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
