import type { Logger } from '@wanderluxe/runtime';
import type { LedgerBooking } from '../domain/known-booking.ts';
import type { KnownBookings } from '../ports.ts';

/** Told each time that the ledger's view has been read; the same view may come again. */
export type Watcher = (booking: LedgerBooking) => void;

export interface FollowParts {
  readonly known: KnownBookings;
  readonly pollEveryMs: number;
  readonly maxWatchers: number;
  readonly logger: Logger;
}

interface Watched {
  readonly watchers: Set<Watcher>;
  /** Of the request that was the first to watch. */
  readonly traceId: string;
}

/**
 * Reads the ledger again and again for all watched bookings together, and not at all while nobody watches. These reads
 * are steps of no trace: there is no end of them.
 */
export class FollowBookings {
  readonly #parts: FollowParts;
  readonly #watched = new Map<string, Watched>();
  #count = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: FollowParts) {
    this.#parts = parts;
  }

  /** Starts to watch and answers how to end it, or undefined when there are too many watchers already. */
  watch(bookingId: string, watcher: Watcher, traceId: string): (() => void) | undefined {
    if (this.#count >= this.#parts.maxWatchers) return undefined;
    const watched = this.#watched.get(bookingId) ?? { watchers: new Set(), traceId };
    this.#watched.set(bookingId, watched);
    watched.watchers.add(watcher);
    this.#count += 1;
    this.#schedule();
    return () => this.#forget(bookingId, watcher);
  }

  watchers(): number {
    return this.#count;
  }

  #forget(bookingId: string, watcher: Watcher): void {
    const watched = this.#watched.get(bookingId);
    if (!watched?.watchers.delete(watcher)) return;
    this.#count -= 1;
    if (watched.watchers.size === 0) this.#watched.delete(bookingId);
  }

  #schedule(): void {
    if (this.#timer || this.#count === 0) return;
    this.#timer = setTimeout(() => void this.#poll(), this.#parts.pollEveryMs);
  }

  /** The next round starts when this one has ended: a slow ledger is asked less often. */
  async #poll(): Promise<void> {
    await Promise.all([...this.#watched].map(([bookingId, watched]) => this.#tell(bookingId, watched)));
    this.#timer = undefined;
    this.#schedule();
  }

  async #tell(bookingId: string, { watchers, traceId }: Watched): Promise<void> {
    try {
      const booking = await this.#parts.known.find(bookingId);
      if (!booking) return;
      for (const watcher of [...watchers]) watcher(booking);
    } catch (error) {
      this.#parts.logger.debug('a watched booking could not be read', { bookingId, traceId, error });
    }
  }
}
