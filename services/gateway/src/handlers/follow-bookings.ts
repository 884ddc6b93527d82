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

/** Reads the ledger again and again for all watched bookings together, and not at all while nobody watches. */
export class FollowBookings {
  readonly #parts: FollowParts;
  readonly #watchers = new Map<string, Set<Watcher>>();
  #count = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: FollowParts) {
    this.#parts = parts;
  }

  /** Starts to watch and answers how to end it, or undefined when there are too many watchers already. */
  watch(bookingId: string, watcher: Watcher): (() => void) | undefined {
    if (this.#count >= this.#parts.maxWatchers) return undefined;
    const own = this.#watchers.get(bookingId) ?? new Set();
    this.#watchers.set(bookingId, own.add(watcher));
    this.#count += 1;
    this.#schedule();
    return () => this.#forget(bookingId, watcher);
  }

  watchers(): number {
    return this.#count;
  }

  #forget(bookingId: string, watcher: Watcher): void {
    const own = this.#watchers.get(bookingId);
    if (!own?.delete(watcher)) return;
    this.#count -= 1;
    if (own.size === 0) this.#watchers.delete(bookingId);
  }

  #schedule(): void {
    if (this.#timer || this.#count === 0) return;
    this.#timer = setTimeout(() => void this.#poll(), this.#parts.pollEveryMs);
  }

  /** The next round starts when this one has ended: a slow ledger is asked less often. */
  async #poll(): Promise<void> {
    await Promise.all([...this.#watchers.keys()].map((bookingId) => this.#tell(bookingId)));
    this.#timer = undefined;
    this.#schedule();
  }

  async #tell(bookingId: string): Promise<void> {
    try {
      const booking = await this.#parts.known.find(bookingId);
      if (!booking) return;
      for (const watcher of [...(this.#watchers.get(bookingId) ?? [])]) watcher(booking);
    } catch (error) {
      this.#parts.logger.debug('a watched booking could not be read', { bookingId, error });
    }
  }
}
