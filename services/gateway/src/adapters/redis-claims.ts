import { readFileSync } from 'node:fs';
import { DependencyUnavailableError } from '@wanderluxe/messaging';
import type { Redis } from 'ioredis';
import type { Claim } from '../domain/claim.ts';
import type { Claims, Taken } from '../ports.ts';
import { Batcher } from './batcher.ts';

const script = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');
const keepScript = script('./keep-claim.lua');
const releaseScript = script('./release-claim.lua');

/** A command's name and arguments. */
type Command = [name: string, ...args: (string | number)[]];

const MAX_PIPELINE = 1_000;
/** Calls at once: Redis answers them in order. */
const MAX_PIPELINES = 16;

const keyOf = ({ key }: Pick<Claim, 'key'>): string => `idem:${key}`;
const bookingKeyOf = ({ bookingId }: Pick<Claim, 'bookingId'>): string => `booking:${bookingId}`;

/** Claims in Redis. Every command touches one key, so that they may live on different nodes of a cluster. */
export class RedisClaims implements Claims {
  readonly #commands: Batcher<Command, unknown>;

  constructor(redis: Redis) {
    redis.defineCommand('keepClaim', { numberOfKeys: 1, lua: keepScript });
    redis.defineCommand('releaseClaim', { numberOfKeys: 1, lua: releaseScript });
    this.#commands = new Batcher((commands) => pipelined(redis, commands), {
      maxBatch: MAX_PIPELINE,
      maxCalls: MAX_PIPELINES,
    });
  }

  async take(claim: Claim, leaseMs: number): Promise<Taken> {
    const byKey = await this.#setIfFree(keyOf(claim), claim, leaseMs);
    if (byKey) return { taken: false, by: 'key', holder: byKey };
    const byBooking = await this.#setIfFree(bookingKeyOf(claim), claim, leaseMs);
    if (!byBooking) return { taken: true };
    await this.#run(['releaseClaim', keyOf(claim), claim.token]);
    return { taken: false, by: 'booking', holder: byBooking };
  }

  async keep(claim: Claim, ttlMs: number): Promise<void> {
    const text = JSON.stringify(claim);
    await Promise.all(
      [keyOf(claim), bookingKeyOf(claim)].map((key) =>
        this.#run(['keepClaim', key, claim.token, text, ttlMs]),
      ),
    );
  }

  async release(claim: Claim): Promise<void> {
    await Promise.all(
      [bookingKeyOf(claim), keyOf(claim)].map((key) => this.#run(['releaseClaim', key, claim.token])),
    );
  }

  async find(bookingId: string): Promise<Claim | undefined> {
    return claimIn(await this.#run(['get', bookingKeyOf({ bookingId })]));
  }

  /** Answers the claim that holds the key, or undefined when it is now ours. */
  async #setIfFree(key: string, claim: Claim, leaseMs: number): Promise<Claim | undefined> {
    return claimIn(await this.#run(['set', key, JSON.stringify(claim), 'PX', leaseMs, 'NX', 'GET']));
  }

  async #run(command: Command): Promise<unknown> {
    const answer = await this.#commands.ask(command);
    if (answer instanceof Error) throw new DependencyUnavailableError('redis', answer);
    return answer;
  }
}

const claimIn = (text: unknown): Claim | undefined =>
  typeof text === 'string' ? (JSON.parse(text) as Claim) : undefined;

/** One answer or error for each command. */
async function pipelined(redis: Redis, commands: readonly Command[]): Promise<unknown[]> {
  try {
    const answers = await redis.pipeline(commands as Command[]).exec();
    return (answers ?? []).map(([error, answer]) => error ?? answer);
  } catch (error) {
    throw new DependencyUnavailableError('redis', error);
  }
}
