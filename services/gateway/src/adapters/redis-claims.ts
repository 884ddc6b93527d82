import type { Claim } from '../domain/claim.ts';
import type { Claims, Taken } from '../ports.ts';
import type { Command, Commands } from './redis-commands.ts';

const keyOf = ({ key }: Pick<Claim, 'key'>): string => `idem:${key}`;
const bookingKeyOf = ({ bookingId }: Pick<Claim, 'bookingId'>): string => `booking:${bookingId}`;

/** Claims in Redis. Every command touches one key, so that they may live on different nodes of a cluster. */
export class RedisClaims implements Claims {
  readonly #commands: Commands;

  constructor(commands: Commands) {
    this.#commands = commands;
  }

  async take(claim: Claim, leaseMs: number): Promise<Taken> {
    const byKey = await this.#setIfFree(keyOf(claim), claim, leaseMs);
    if (byKey) return { taken: false, by: 'key', holder: byKey };
    const byBooking = await this.#setIfFree(bookingKeyOf(claim), claim, leaseMs);
    if (!byBooking) return { taken: true };
    await this.#commands.run(['releaseClaim', keyOf(claim), claim.token]);
    return { taken: false, by: 'booking', holder: byBooking };
  }

  async keep(claim: Claim, ttlMs: number): Promise<void> {
    const text = JSON.stringify(claim);
    await this.#runAll(
      [keyOf(claim), bookingKeyOf(claim)].map((key) => ['keepClaim', key, claim.token, text, ttlMs]),
    );
  }

  async release(claim: Claim): Promise<void> {
    await this.#runAll([bookingKeyOf(claim), keyOf(claim)].map((key) => ['releaseClaim', key, claim.token]));
  }

  async find(bookingId: string): Promise<Claim | undefined> {
    return claimIn(await this.#commands.run(['get', bookingKeyOf({ bookingId })]));
  }

  /** Answers the claim that holds the key, or undefined when it is now ours. */
  async #setIfFree(key: string, claim: Claim, leaseMs: number): Promise<Claim | undefined> {
    return claimIn(await this.#commands.run(['set', key, JSON.stringify(claim), 'PX', leaseMs, 'NX', 'GET']));
  }

  async #runAll(commands: readonly Command[]): Promise<void> {
    await Promise.all(commands.map((command) => this.#commands.run(command)));
  }
}

const claimIn = (text: unknown): Claim | undefined =>
  typeof text === 'string' ? (JSON.parse(text) as Claim) : undefined;
