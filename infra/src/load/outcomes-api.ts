import { setTimeout as sleep } from 'node:timers/promises';
import { type Dispatcher, Pool } from 'undici';
import type { HearOutcome, OutcomeKind, OutcomeSource } from './outcomes.ts';

const CONNECTIONS = 8;
/** Between two looks at the same booking: the resolution of the times. */
export const LOOK_EVERY_MS = 100;
/** Looks in one round; more bookings than that are left for later. */
const FOLLOWED = 50;
const TIMEOUT_MS = 10_000;

const kinds = new Set<string>(['CONFIRMED', 'FAILED', 'CANCELLED'] satisfies OutcomeKind[]);

/** Looks at accepted bookings through the gateway: some of them all the time, the others when there is room. */
export class OutcomesOfApi implements OutcomeSource {
  readonly timedBy =
    `reading the booking through the gateway every ${LOOK_EVERY_MS} ms, ${FOLLOWED} bookings at a time`;
  readonly #pool: Pool;
  readonly #hear: HearOutcome;
  /** Accepted and not followed, oldest first. */
  readonly #waiting: string[] = [];
  /** By id: whether it was followed since it was accepted, so that its time means something. */
  readonly #followed = new Map<string, boolean>();
  #stopped = false;
  readonly #looking: Promise<void>;

  constructor(url: string, hear: HearOutcome) {
    this.#pool = new Pool(url, { connections: CONNECTIONS, headersTimeout: TIMEOUT_MS });
    this.#hear = hear;
    this.#looking = this.#look();
  }

  accepted(bookingId: string): void {
    if (this.#followed.size < FOLLOWED) this.#followed.set(bookingId, true);
    else this.#waiting.push(bookingId);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#looking;
    await this.#pool.destroy();
  }

  async #look(): Promise<void> {
    while (!this.#stopped) {
      const startedMs = performance.now();
      await Promise.all([...this.#followed.keys()].map((id) => this.#lookAt(id)));
      await sleep(Math.max(0, LOOK_EVERY_MS - (performance.now() - startedMs)));
    }
  }

  /** A read that fails is no news. */
  async #lookAt(bookingId: string): Promise<void> {
    const request: Dispatcher.RequestOptions = { method: 'GET', path: `/api/v1/bookings/${bookingId}` };
    const text = await this.#pool.request(request).then(
      ({ body }) => body.text(),
      () => '{}',
    );
    const { status = '', auditLog = [] } = JSON.parse(text) as {
      status?: string;
      auditLog?: readonly { reason?: string }[];
    };
    if (!kinds.has(status)) return;
    const reason = auditLog.findLast((entry) => entry.reason !== undefined)?.reason ?? null;
    const atMs = this.#followed.get(bookingId) ? performance.now() : null;
    this.#hear({ bookingId, kind: status as OutcomeKind, reason, atMs });
    this.#followed.delete(bookingId);
    const next = this.#waiting.shift();
    if (next !== undefined) this.#followed.set(next, false);
  }
}
