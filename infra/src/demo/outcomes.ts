import { setTimeout as sleep } from 'node:timers/promises';
import { type LedgerBooking, lookUpBookings } from './engine-apis.ts';

const terminal = new Set<LedgerBooking['status']>(['CONFIRMED', 'FAILED', 'CANCELLED']);
export const isTerminal = (booking: LedgerBooking): boolean => terminal.has(booking.status);

const POLL_MS = 500;
/** Bookings asked about in one round: the ones that have waited longest. */
const ROUND = 1_000;
/** Without a single new outcome for so long, waiting is given up. */
const STALLED_MS = 120_000;

/** Follows accepted bookings in the booking-ledger until each has its outcome. */
export class OutcomeWatch {
  confirmed = 0;
  failed = 0;
  readonly #ledgerUrl: string;
  readonly #open = new Set<string>();
  #allPosted = false;

  constructor(ledgerUrl: string) {
    this.#ledgerUrl = ledgerUrl;
  }

  /** Bookings without an outcome yet. */
  get open(): number {
    return this.#open.size;
  }

  add(bookingId: string): void {
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
    const done = (await lookUpBookings(this.#ledgerUrl, ids)).filter(isTerminal);
    for (const { _id, status } of done) {
      this.#open.delete(_id);
      if (status === 'CONFIRMED') this.confirmed += 1;
      else this.failed += 1;
    }
    return done.length > 0;
  }
}
