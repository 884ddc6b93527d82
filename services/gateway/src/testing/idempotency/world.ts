import { randomUUID } from 'node:crypto';
import { DependencyUnavailableError } from '@wanderluxe/messaging';
import { silentLogger } from '@wanderluxe/runtime';
import { freshId } from '@wanderluxe/testkit';
import { MemoryClientRequests } from '../../adapters/memory-client-requests.ts';
import { MemoryKnownBookings } from '../../adapters/memory-known-bookings.ts';
import type { BookingRequest } from '../../domain/booking-request.ts';
import { type Acceptance, AcceptBooking } from '../../handlers/accept-booking.ts';
import { InFlight } from '../../handlers/in-flight.ts';
import type { Claims } from '../../ports.ts';
import { aBooking, aLedgerBooking, inDays } from '../bookings.ts';
import type { Told } from './model.ts';
import { type Ask, limits, type Weather } from './steps.ts';

/** Claims with a Redis that can forget, and whose time can be moved. */
export interface ClaimsStore {
  readonly claims: Claims;
  pass(ms: number): Promise<void>;
  lose(): Promise<void>;
}

/** The names under which one history's claims are kept. */
export interface Names {
  readonly keys: readonly string[];
  readonly bookingIds: readonly string[];
}

const GATEWAYS = 2;
/** Real time: what the broker holds back is waited for so long. */
const ACCEPT_TIMEOUT_MS = 2;

/** Two gateways, with their real handlers, over one Redis, one broker and one ledger. */
export class World {
  readonly #store: ClaimsStore;
  readonly #requests = new MemoryClientRequests();
  readonly #known = new MemoryKnownBookings();
  readonly #names: Names;
  readonly #gateways: AcceptBooking[];
  #redis: Weather['redis'] = 'there';
  #nowMs = Date.now();
  #next = 0;

  constructor(makeStore: (names: Names, nowMs: () => number) => ClaimsStore) {
    const run = freshId('run');
    this.#names = {
      keys: [0, 1].map((number) => `${run}-key-${number}`),
      bookingIds: [0, 1].map((number) => `${run}-${number}`),
    };
    this.#store = makeStore(this.#names, () => this.#nowMs);
    const clock = { nowMs: () => this.#nowMs, businessNowMs: () => this.#nowMs };
    const parts = { claims: this.#claims(), requests: this.#requests, known: this.#known, clock };
    const all = { ...parts, newToken: randomUUID, logger: silentLogger };
    this.#gateways = Array.from(
      { length: GATEWAYS },
      () =>
        new AcceptBooking({
          ...all,
          inFlight: new InFlight(100),
          arrivals: { round: async () => {} },
          limits: { ...limits, acceptTimeoutMs: ACCEPT_TIMEOUT_MS },
        }),
    );
  }

  /** The events on the topic. */
  get published() {
    return this.#requests.published;
  }

  async post(
    asks: readonly Ask[],
    { broker, redis, ledger }: Weather,
  ): Promise<{ id: string; told: Told }[]> {
    this.#requests.healthy = broker !== 'unhealthy';
    if (broker !== 'unhealthy') this.#requests.mode = broker;
    this.#redis = redis;
    this.#known.isAway = ledger === 'away';
    return Promise.all(
      asks.map(async (ask) => {
        this.#next += 1;
        const id = `${this.#next}`.padStart(32, '0');
        const gateway = this.#gateways[this.#next % GATEWAYS] as AcceptBooking;
        const key = this.#names.keys[ask.key] as string;
        return {
          id,
          told: toldBy(await gateway.accept({ request: this.#requestOf(ask), key, traceId: id })),
        };
      }),
    );
  }

  async pass(ms: number): Promise<void> {
    await this.#settled();
    this.#nowMs += ms;
    await this.#store.pass(ms);
  }

  /** Not in the middle of a command: that one would count as later or as earlier. */
  async lose(): Promise<void> {
    await this.#settled();
    await this.#store.lose();
  }

  /** As the ledger's fold: the first event of a booking makes it, others change nothing. */
  hear(): void {
    for (const { event } of this.published) {
      const { bookingId, propertyId, userId, amount, currency } = event.payload;
      if (this.#known.bookings.has(bookingId)) continue;
      const heard = { ...aBooking(), bookingId, propertyId, userId, amount, currency };
      this.#known.bookings.set(bookingId, aLedgerBooking(heard));
    }
  }

  /** Lets the broker's client learn of the fate of events in doubt, and the gateways settle their claims. */
  async settle(isAcknowledged: boolean): Promise<void> {
    this.#redis = 'there';
    if (isAcknowledged) this.#requests.acknowledgeHeld();
    else this.#requests.failHeld(new Error('the client gave up'));
    await this.#settled();
  }

  async end(): Promise<void> {
    await this.settle(false);
    await this.#store.lose();
  }

  /** Settling a claim takes a few turns of the event loop, and a call of Redis at most. */
  async #settled(): Promise<void> {
    for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
    await this.#store.claims.find('nobody');
    await new Promise(setImmediate);
  }

  #requestOf({ booking, content }: Ask): BookingRequest {
    return aBooking({
      bookingId: this.#names.bookingIds[booking] as string,
      amount: content === 1 ? '7000.00' : '5000.00',
      checkOutDate: inDays(content === 2 ? 35 : 33),
    });
  }

  #claims(): Claims {
    const through = async <T>(effect: () => Promise<T>): Promise<T> => {
      if (this.#redis === 'away') throw new DependencyUnavailableError('redis', new Error('away'));
      const answer = await effect();
      if (this.#redis === 'deaf') throw new DependencyUnavailableError('redis', new Error('no answer'));
      return answer;
    };
    const { claims } = this.#store;
    return {
      take: (claim, leaseMs) => through(() => claims.take(claim, leaseMs)),
      keep: (claim, ttlMs) => through(() => claims.keep(claim, ttlMs)),
      release: (claim) => through(() => claims.release(claim)),
      find: (bookingId) => through(() => claims.find(bookingId)),
    };
  }
}

const toldBy = (acceptance: Acceptance): Told =>
  acceptance.kind === 'accepted' ? 'accepted' : acceptance.code;
