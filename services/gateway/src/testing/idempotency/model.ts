import type { ConflictCode } from '../../domain/claim.ts';
import type { UnavailableCode } from '../../handlers/accept-booking.ts';
import { type Ask, limits, type Weather } from './steps.ts';

export type Told = 'accepted' | ConflictCode | UnavailableCode;

/** A request that went through to the broker: from then on it is remembered. */
export interface Passed {
  readonly id: string;
  readonly ask: Ask;
  readonly claimedAtMs: number;
  /** How often Redis had lost its memory before. */
  readonly losses: number;
  /** Whether a ledger that answered knew the booking already. */
  readonly ledgerKnew: boolean;
  /** Until when its claim stands, unless Redis loses it. */
  safeUntilMs: number;
  isSettled: boolean;
  isPublished: boolean;
}

/** What a winner is told, and what becomes of its event and its claim at once. */
const endings: Record<
  Exclude<Weather['broker'], 'unhealthy'>,
  { told: Told; isPublished: boolean; safeMs: number }
> = {
  acknowledge: { told: 'accepted', isPublished: true, safeMs: limits.acceptedTtlMs },
  lost_acknowledgement: { told: 'acceptance_unknown', isPublished: true, safeMs: limits.leaseMs },
  give_up: { told: 'acceptance_unknown', isPublished: false, safeMs: limits.leaseMs },
  handed_over: { told: 'acceptance_unknown', isPublished: false, safeMs: Number.POSITIVE_INFINITY },
  waiting: { told: 'kafka_unavailable', isPublished: false, safeMs: 0 },
};

/** What the API promises of keys and bookings, in the plainest words: who is remembered, and what others are told. */
export class Model {
  nowMs = 0;
  readonly passed: Passed[] = [];
  /** By booking: the content that the ledger heard first. */
  readonly known = new Map<number, number>();
  #losses = 0;
  /** By key and by booking: whose claim stands there. */
  readonly #holders = new Map<string, Passed>();

  /** What a request is told that comes alone. */
  told(ask: Ask, { broker, redis, ledger }: Weather): Told {
    if (broker === 'unhealthy') return 'kafka_unavailable';
    if (redis !== 'there') return 'redis_unavailable';
    return this.#conflict(ask) ?? this.#knownConflict(ask, ledger) ?? endings[broker].told;
  }

  /** A request won: it is remembered for as long as the way in which it ended says. */
  pass(id: string, ask: Ask, { broker, ledger }: Weather): void {
    if (broker === 'unhealthy' || broker === 'waiting') return;
    const { told, isPublished, safeMs } = endings[broker];
    const passed: Passed = {
      ...{ id, ask, isPublished, claimedAtMs: this.nowMs, losses: this.#losses },
      ledgerKnew: ledger === 'there' && this.known.has(ask.booking),
      safeUntilMs: this.nowMs + safeMs,
      isSettled: told === 'accepted',
    };
    this.passed.push(passed);
    this.#hold(passed);
  }

  /** Events in doubt are acknowledged, or never will be: then the lease decides. */
  settle(isAcknowledged: boolean): void {
    for (const passed of this.passed.filter(({ safeUntilMs }) => safeUntilMs === Number.POSITIVE_INFINITY)) {
      passed.isPublished = passed.isSettled = isAcknowledged;
      passed.safeUntilMs = this.nowMs + (isAcknowledged ? limits.acceptedTtlMs : limits.leaseMs);
      // The gateway writes the claim of an accepted event anew, where nobody else has taken its place.
      if (isAcknowledged) this.#hold(passed);
    }
  }

  hear(): void {
    for (const { ask, isPublished } of this.passed) {
      if (isPublished && !this.known.has(ask.booking)) this.known.set(ask.booking, ask.content);
    }
  }

  loseRedis(): void {
    this.#losses += 1;
    this.#holders.clear();
  }

  /**
   * I8. A second event for a booking, or another booking under a key, can only come when the claim of the first had
   * ended or was lost, and the second event of a booking only when the ledger could not tell either.
   */
  broken(): string[] {
    const published = this.passed.filter(({ isPublished }) => isPublished);
    return published.flatMap((second, index) =>
      published.slice(0, index).flatMap((first) => {
        const isRemembered = first.losses === second.losses && second.claimedAtMs < first.safeUntilMs;
        const isSameBooking = first.ask.booking === second.ask.booking;
        const isSame = isSameBooking || first.ask.key === second.ask.key;
        const isBroken = isSame && (isRemembered || (isSameBooking && second.ledgerKnew));
        return isBroken ? [`${JSON.stringify(second)} was published after ${JSON.stringify(first)}`] : [];
      }),
    );
  }

  #conflict(ask: Ask): Told | undefined {
    const byKey = this.#holder(`key ${ask.key}`);
    if (byKey) {
      const isSame = byKey.ask.booking === ask.booking && byKey.ask.content === ask.content;
      if (!isSame) return 'idempotency_key_reused';
      return byKey.isSettled ? 'already_processed' : 'idempotency_key_in_progress';
    }
    return this.#holder(`booking ${ask.booking}`) ? 'booking_exists' : undefined;
  }

  /** The ledger keeps no dates: content 1 differs from content 0 in the amount, content 2 in the dates alone. */
  #knownConflict(ask: Ask, ledger: Weather['ledger']): Told | undefined {
    const content = ledger === 'there' ? this.known.get(ask.booking) : undefined;
    if (content === undefined) return undefined;
    return (content === 1) === (ask.content === 1) ? 'already_processed' : 'booking_exists';
  }

  #holder(name: string): Passed | undefined {
    const holder = this.#holders.get(name);
    return holder && holder.safeUntilMs > this.nowMs ? holder : undefined;
  }

  #hold(passed: Passed): void {
    for (const name of [`key ${passed.ask.key}`, `booking ${passed.ask.booking}`]) {
      if (!this.#holder(name)) this.#holders.set(name, passed);
    }
  }
}
