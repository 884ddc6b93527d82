import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@wanderluxe/runtime';
import type { Claim } from '../domain/claim.ts';
import type { Claims } from '../ports.ts';
import { insist } from './insist.ts';
import type { Fate } from './send-within.ts';

export interface SettlementParts {
  readonly claims: Claims;
  readonly leaseMs: number;
  readonly acceptedTtlMs: number;
  readonly logger: Logger;
}

interface About {
  readonly bookingId: string;
  readonly traceId: string;
}

/** Renewals in one lease: two may fail before it runs out. */
const RENEWALS_PER_LEASE = 3;

/**
 * Ends claims as their events end. Nothing here rejects: the answer to the client is settled already, and a claim
 * that cannot be written ends with its lease.
 */
export class ClaimSettlement {
  readonly #parts: SettlementParts;
  readonly #background = new Set<Promise<void>>();

  constructor(parts: SettlementParts) {
    this.#parts = parts;
  }

  /** The event is on Kafka: replays are answered from the claim. */
  accept(claim: Claim, traceId: string): Promise<void> {
    const { claims, acceptedTtlMs } = this.#parts;
    const about = { bookingId: claim.bookingId, traceId };
    return this.#effect('accept', about, () => claims.keep({ ...claim, state: 'accepted' }, acceptedTtlMs));
  }

  /** The event will never be on Kafka: the same request may come again. */
  giveBack(claim: Claim, traceId: string): Promise<void> {
    const about = { bookingId: claim.bookingId, traceId };
    return this.#effect('release', about, () => this.#parts.claims.release(claim));
  }

  /** Renews the claim while its event is in doubt and then settles it; with an unknown fate the lease decides. */
  async follow(claim: Claim, traceId: string, settled: Promise<Fate>): Promise<void> {
    const fate = await this.#renewUntil(claim, traceId, settled);
    if (fate === 'published') await this.accept(claim, traceId);
    if (fate === 'not_published') await this.giveBack(claim, traceId);
  }

  /** Resolves when no effect is being tried again. */
  async idle(): Promise<void> {
    await Promise.all(this.#background);
  }

  async #renewUntil(claim: Claim, traceId: string, settled: Promise<Fate>): Promise<Fate> {
    const { claims, leaseMs, logger } = this.#parts;
    const stop = new AbortController();
    const ended = settled.finally(() => stop.abort());
    while (!stop.signal.aborted) {
      await claims.keep(claim, leaseMs).catch((error: unknown) => {
        logger.warn('a claim in doubt could not be renewed', {
          bookingId: claim.bookingId,
          traceId,
          error,
        });
      });
      await sleep(leaseMs / RENEWALS_PER_LEASE, undefined, { signal: stop.signal }).catch(() => undefined);
    }
    return ended;
  }

  /** Waits for the first try only: a slow store must not hold up the answer. */
  async #effect(name: string, about: About, effect: () => Promise<void>): Promise<void> {
    try {
      await effect();
    } catch {
      const again: Promise<void> = insist(effect)
        .catch((error: unknown) => {
          this.#parts.logger.warn(`a claim could not be settled (${name}): it ends with its lease`, {
            ...about,
            error,
          });
        })
        .finally(() => this.#background.delete(again));
      this.#background.add(again);
    }
  }
}
