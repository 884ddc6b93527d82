import type { Claim } from '../domain/claim.ts';
import type { Claims, Taken } from '../ports.ts';

interface Entry {
  readonly claim: Claim;
  readonly endsAtMs: number;
}

/** The twin of RedisClaims: same answers, in memory, on a clock that tests may move. */
export class MemoryClaims implements Claims {
  readonly #entries = new Map<string, Entry>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
  }

  async take(claim: Claim, leaseMs: number): Promise<Taken> {
    const byKey = this.#live(`idem:${claim.key}`);
    if (byKey) return { taken: false, by: 'key', holder: byKey };
    const byBooking = this.#live(`booking:${claim.bookingId}`);
    if (byBooking) return { taken: false, by: 'booking', holder: byBooking };
    await this.keep(claim, leaseMs);
    return { taken: true };
  }

  async keep(claim: Claim, ttlMs: number): Promise<void> {
    for (const name of namesOf(claim)) {
      const holder = this.#live(name);
      if (holder && holder.token !== claim.token) continue;
      this.#entries.set(name, { claim, endsAtMs: this.#nowMs() + ttlMs });
    }
  }

  async release(claim: Claim): Promise<void> {
    for (const name of namesOf(claim)) {
      if (this.#live(name)?.token === claim.token) this.#entries.delete(name);
    }
  }

  async find(bookingId: string): Promise<Claim | undefined> {
    return this.#live(`booking:${bookingId}`);
  }

  /** Claims that are still alive, for tests. */
  live(): Claim[] {
    return [...this.#entries.keys()].flatMap((name) => this.#live(name) ?? []);
  }

  #live(name: string): Claim | undefined {
    const entry = this.#entries.get(name);
    return entry && entry.endsAtMs > this.#nowMs() ? entry.claim : undefined;
  }
}

const namesOf = ({ key, bookingId }: Claim): string[] => [`idem:${key}`, `booking:${bookingId}`];
