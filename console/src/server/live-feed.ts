import { setTimeout as sleep } from 'node:timers/promises';
import { addressOf, messageOf, type Settings, type Tail, tailTopics } from '@wanderluxe/infra/operate';
import type { LiveTelling, OutcomeKind } from '../views/live.ts';
import { LiveWindow } from '../views/live-window.ts';

const TICK_MS = 1_000;
const AGAIN_MS = 3_000;
/** Pages that watch at the same time; each costs a connection and a few kilobytes a second. */
const MAX_WATCHERS = 32;

const kinds: Readonly<Record<string, OutcomeKind>> = {
  BOOKING_CONFIRMED: 'CONFIRMED',
  BOOKING_FAILED: 'FAILED',
  BOOKING_CANCELLED: 'CANCELLED',
};

/** Told what is new; null when nothing more will come. */
export type Watcher = (telling: LiveTelling | null) => void;

/** The figures of the live page, and who watches them. */
export class LiveFeed {
  readonly #window = new LiveWindow(Date.now());
  readonly #watchers = new Set<Watcher>();
  readonly #ticking: NodeJS.Timeout;
  readonly #stopping = new AbortController();
  readonly #following: Promise<void>;
  #tail: Tail | undefined;
  #listeningSince: string | null = null;
  #trouble: string | null = 'connecting to Kafka';

  /** Begins to listen; a Kafka that is away is tried again until `stop`. */
  constructor(settings: Settings) {
    this.#following = this.#follow(settings);
    this.#ticking = setInterval(() => this.#tick(), TICK_MS);
  }

  /** Tells everything now, then what is new each second; undefined when too many watch already. */
  watch(watcher: Watcher): (() => void) | undefined {
    if (this.#watchers.size >= MAX_WATCHERS) return undefined;
    this.#watchers.add(watcher);
    watcher({ ...this.#window.whole(), ...this.#state() });
    return () => this.#watchers.delete(watcher);
  }

  async stop(): Promise<void> {
    clearInterval(this.#ticking);
    this.#stopping.abort();
    for (const watcher of this.#watchers) watcher(null);
    await this.#following;
    await this.#tail?.stop();
  }

  #tick(): void {
    const telling = { ...this.#window.tick(Date.now()), ...this.#state() };
    for (const watcher of this.#watchers) watcher(telling);
  }

  #state() {
    const isLost = this.#tail !== undefined && !this.#tail.isJoined();
    const trouble = isLost ? 'Kafka was lost; the console joins it again by itself' : this.#trouble;
    return { listeningSince: this.#listeningSince, trouble };
  }

  async #follow(settings: Settings): Promise<void> {
    const { signal } = this.#stopping;
    while (!this.#tail && !signal.aborted) {
      try {
        this.#tail = await listenTo(this.#window, settings);
        this.#listeningSince = new Date().toISOString();
        this.#trouble = null;
      } catch (error) {
        this.#trouble = messageOf(error);
        await sleep(AGAIN_MS, undefined, { signal }).catch(() => {});
      }
    }
  }
}

/** Listens to requests and outcomes like any other service that wants to know: the engine does not notice it. */
const listenTo = (window: LiveWindow, settings: Settings): Promise<Tail> =>
  tailTopics(
    {
      brokers: addressOf(settings, 'kafka').split(','),
      registryUrl: addressOf(settings, 'schema-registry'),
      clientId: 'wanderluxe-console',
      topics: ['booking.requests', 'booking.outcomes'],
    },
    ({ eventType, payload }, { timestampMs: atMs }) => {
      const { bookingId, propertyId, amount, currency } = payload;
      const kind = kinds[eventType];
      if (kind === undefined) return window.arrive(bookingId, atMs);
      const reason = 'reason' in payload ? payload.reason : null;
      window.end({ bookingId, propertyId, kind, reason, amount, currency, atMs });
    },
  );
