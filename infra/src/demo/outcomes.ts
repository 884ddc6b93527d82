import { setTimeout as sleep } from 'node:timers/promises';
import { type LedgerBooking, lookUpBookings } from './engine-apis.ts';

const terminal = new Set<LedgerBooking['status']>(['CONFIRMED', 'FAILED', 'CANCELLED']);
export const isTerminal = (booking: LedgerBooking): boolean => terminal.has(booking.status);

/** Whether nothing more is to happen: a booking that is to be cancelled does not end CONFIRMED. */
export const hasEnded = (booking: LedgerBooking, toBeCancelled: boolean): boolean =>
  isTerminal(booking) && !(toBeCancelled && booking.status === 'CONFIRMED');

const POLL_MS = 500;
/** Bookings asked about in one round: the ones that have waited longest. */
const ROUND = 1_000;
/** Without a single new outcome for so long, waiting is given up. */
const STALLED_MS = 120_000;

/** Follows accepted bookings in the booking-ledger until each has its outcome. */
export class OutcomeWatch {
  readonly #ledgerUrl: string;
  readonly #open = new Set<string>();
  readonly #toBeCancelled = new Set<string>();
  readonly #ended = new Map<string, LedgerBooking['status']>();
  #allPosted = false;

  constructor(ledgerUrl: string) {
    this.#ledgerUrl = ledgerUrl;
  }

  /** Bookings without an outcome yet. */
  get open(): number {
    return this.#open.size;
  }

  count(status: LedgerBooking['status']): number {
    return [...this.#ended.values()].filter((ended) => ended === status).length;
  }

  /** Bookings whose cancellation was accepted. */
  get toBeCancelled(): ReadonlySet<string> {
    return this.#toBeCancelled;
  }

  add(bookingId: string): void {
    this.#open.add(bookingId);
  }

  /** The booking is to be cancelled: a confirmation is not its end any more. */
  cancel(bookingId: string): void {
    this.#toBeCancelled.add(bookingId);
    if (this.#ended.get(bookingId) !== 'CONFIRMED') return;
    this.#ended.delete(bookingId);
    this.#open.add(bookingId);
  }

  /** Tells that nothing more will be added. */
  allPosted(): void {
    this.#allPosted = true;
  }

  /** Ends when everything that was added is terminal; false when it stalled or was aborted before that. */
  async follow(signal: AbortSignal): Promise<boolean> {
    let lastNewsMs = performance.now();
    while (!(this.#allPosted && this.#open.size === 0)) {
      if (signal.aborted) return false;
      // A ledger that is away for a moment is no news, not the end.
      if ((await this.#round().catch(() => false)) || !this.#allPosted) lastNewsMs = performance.now();
      if (performance.now() - lastNewsMs > STALLED_MS) return false;
      await sleep(POLL_MS);
    }
    return true;
  }

  async #round(): Promise<boolean> {
    const ids = [...this.#open].slice(0, ROUND);
    const found = await lookUpBookings(this.#ledgerUrl, ids);
    const done = found.filter((booking) => hasEnded(booking, this.#toBeCancelled.has(booking._id)));
    for (const { _id, status } of done) {
      this.#open.delete(_id);
      this.#ended.set(_id, status);
    }
    return done.length > 0;
  }
}
