import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { addressOf, httpAt, type Settings } from '@wanderluxe/infra';
import {
  addDays,
  bodyOf,
  type Capacity,
  type DemoBooking,
  forEachBounded,
  gatewayPosts,
  gatherEvidence,
  OutcomeWatch,
  type Posted,
  type Summary,
  setCapacities,
  summarise,
} from '@wanderluxe/infra/demo';

const PROPERTIES = 5;
/** More than a drill sells. */
const ROOMS = 20_000;
const DAYS_AHEAD = 30;
const ARRIVAL_DAYS = 60;
const ANSWER_WITHIN_MS = 5_000;
const ASKED_AT_ONCE = 20;
const BACKLOG_EVERY_MS = 1_000;

/** How many bookings are under way, second by second, those that are not accepted yet among them. */
export interface Level {
  readonly atMs: number;
  readonly underWay: number;
  /** Accepted since the load began. */
  readonly accepted: number;
}

/**
 * Bookings on a fixed schedule. One that is not taken with 202 is asked for again under its key after the fault, as
 * a client does.
 */
export class Traffic {
  readonly levels: Level[] = [];
  readonly #settings: Settings;
  readonly #rate: number;
  readonly #properties: readonly Capacity[];
  readonly #watch: OutcomeWatch;
  readonly #stopped = new AbortController();
  readonly #posted: Posted[] = [];
  readonly #untaken: DemoBooking[] = [];
  readonly #running: Promise<unknown>[] = [];
  #accepted = 0;
  #turn = 0;

  private constructor(settings: Settings, rate: number, properties: readonly Capacity[]) {
    this.#settings = settings;
    this.#rate = rate;
    this.#properties = properties;
    this.#watch = new OutcomeWatch(httpAt(settings, 'ledgerHttp'));
  }

  /** @param rate bookings a second */
  static async start(settings: Settings, rate: number): Promise<Traffic> {
    const properties = Array.from({ length: PROPERTIES }, (_, index) => ({
      ...{ id: `drill-${index + 1}`, capacity: ROOMS },
    }));
    await setCapacities(httpAt(settings, 'inventoryHttp'), properties);
    const traffic = new Traffic(settings, rate, properties);
    traffic.#running.push(
      traffic.#post(),
      traffic.#level(),
      traffic.#watch.follow(new AbortController().signal),
    );
    return traffic;
  }

  /** Requests that were not taken at first. */
  get untaken(): number {
    return this.#untaken.length;
  }

  /** Ends the load, asks again for what was not taken, waits for all outcomes, and holds them against the books. */
  async finish(): Promise<Summary> {
    this.#stopped.abort();
    await Promise.all(this.#running.slice(0, 2));
    const posts = gatewayPosts(httpAt(this.#settings, 'gatewayHttp'));
    await forEachBounded(this.#untaken, { limit: ASKED_AT_ONCE }, async (booking) => {
      const postedAtMs = Date.now();
      const result = await posts.post(booking);
      this.#note(booking, postedAtMs, result.kind === 'refused' ? result.reason : null);
    });
    await posts.close();
    this.#watch.allPosted();
    await Promise.all(this.#running);
    return summarise(await this.#evidence());
  }

  #evidence() {
    const settings = this.#settings;
    const [ledgerUrl, inventoryUrl] = [httpAt(settings, 'ledgerHttp'), httpAt(settings, 'inventoryHttp')];
    const sources = { ledgerUrl, inventoryUrl, bankUrl: addressOf(settings, 'bank') };
    return gatherEvidence(sources, { runTag: '', posted: this.#posted, properties: this.#properties });
  }

  /** Every booking leaves in its time, whatever became of those before. */
  async #post(): Promise<void> {
    const beganAtMs = Date.now();
    const answers = new Set<Promise<void>>();
    for (let index = 0; !this.#stopped.signal.aborted; index += 1) {
      await sleep(Math.max(0, beganAtMs + (index * 1_000) / this.#rate - Date.now()));
      const answer = this.#ask(this.#next()).finally(() => answers.delete(answer));
      answers.add(answer);
    }
    await Promise.all(answers);
  }

  async #ask(booking: DemoBooking): Promise<void> {
    const postedAtMs = Date.now();
    if (await this.#isTaken(booking)) this.#note(booking, postedAtMs, null);
    else this.#untaken.push(booking);
  }

  async #isTaken(booking: DemoBooking): Promise<boolean> {
    try {
      const response = await fetch(`${httpAt(this.#settings, 'gatewayHttp')}/api/v1/bookings`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': booking.idempotencyKey },
        body: bodyOf(booking),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      await response.arrayBuffer();
      return response.status === 202;
    } catch {
      return false;
    }
  }

  #note(booking: DemoBooking, postedAtMs: number, refusal: string | null): void {
    this.#posted.push({ booking, postedAtMs, answeredAfterMs: Date.now() - postedAtMs, refusal });
    if (refusal !== null) return;
    this.#accepted += 1;
    this.#watch.add(booking.bookingId);
  }

  async #level(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      this.levels.push({ atMs: Date.now(), underWay: this.#watch.open, accepted: this.#accepted });
      await sleep(BACKLOG_EVERY_MS);
    }
  }

  #next(): DemoBooking {
    this.#turn += 1;
    const today = new Date().toISOString().slice(0, 10);
    const checkInDate = addDays(today, DAYS_AHEAD + (this.#turn % ARRIVAL_DAYS));
    const nights = 1 + (this.#turn % 3);
    return {
      ...{ bookingId: `b-drill-${this.#turn}`, userId: `u-${this.#turn}`, idempotencyKey: randomUUID() },
      propertyId: this.#properties[this.#turn % PROPERTIES]!.id,
      ...{ amount: `${120 * nights}.00`, currency: 'EUR', nights, bookedOn: today },
      ...{ checkInDate, checkOutDate: addDays(checkInDate, nights) },
    };
  }
}
