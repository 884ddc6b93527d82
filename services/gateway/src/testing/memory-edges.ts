import { DependencyUnavailableError } from '@wanderluxe/messaging';
import type { Edges } from '../adapters/connect-edges.ts';
import { MemoryAvailabilities } from '../adapters/memory-availabilities.ts';
import { MemoryBacklogs } from '../adapters/memory-backlogs.ts';
import { MemoryClaims } from '../adapters/memory-claims.ts';
import { MemoryClientRequests } from '../adapters/memory-client-requests.ts';
import { MemoryKnownBookings } from '../adapters/memory-known-bookings.ts';
import type { Claim } from '../domain/claim.ts';
import type { Claims } from '../ports.ts';

/** Claims whose store can be switched off. */
export class FragileClaims implements Claims {
  readonly #claims = new MemoryClaims(() => this.nowMs());
  isAway = false;
  /** Added to the system's time. */
  aheadMs = 0;

  nowMs(): number {
    return Date.now() + this.aheadMs;
  }

  live(): Claim[] {
    return this.#claims.live();
  }

  async take(claim: Claim, leaseMs: number) {
    return this.#there().take(claim, leaseMs);
  }
  async keep(claim: Claim, ttlMs: number) {
    return this.#there().keep(claim, ttlMs);
  }
  async release(claim: Claim) {
    return this.#there().release(claim);
  }
  async find(bookingId: string) {
    return this.#there().find(bookingId);
  }

  #there(): MemoryClaims {
    if (this.isAway) throw new DependencyUnavailableError('redis', new Error('switched off'));
    return this.#claims;
  }
}

/** Everything outside the process, in memory. */
export class MemoryEdges implements Edges {
  readonly claims = new FragileClaims();
  readonly requests = new MemoryClientRequests();
  readonly known = new MemoryKnownBookings();
  readonly views = this.known;
  readonly availabilities = new MemoryAvailabilities();
  readonly backlogs = new MemoryBacklogs();
  readonly checks = {};
  async close(): Promise<void> {}
}
