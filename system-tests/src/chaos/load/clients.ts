import { setTimeout as sleep } from 'node:timers/promises';
import type { Answered, Call } from './history.ts';
import type { Wish } from './requests.ts';

const MIN_PAUSE_MS = 250;
const MAX_PAUSE_MS = 2_000;
const REPLAY_AFTER_MS = 1_000;
const COPIES = 3;

const isFinal = ({ status, code }: Answered): boolean =>
  status !== null && status < 500 && code !== 'idempotency_key_in_progress';

const isAccepted = ({ status, code }: Answered): boolean => status === 202 || code === 'already_processed';

function pauseAfter({ retryAfter }: Answered): number {
  const seconds = Number(retryAfter ?? 0);
  return Math.min(MAX_PAUSE_MS, Math.max(MIN_PAUSE_MS, seconds * 1_000));
}

/** How a client reaches the gateway; an answer of any kind, or none, is a value. */
export type Calls = { readonly [What in Call['what']]: (wish: Wish) => Promise<Answered> };

/** The clients of one load, and everything that they were answered. */
export class Clients {
  readonly calls: Call[] = [];
  readonly #gateway: Calls;
  #giveUpAtMs = Number.POSITIVE_INFINITY;

  constructor(gateway: Calls) {
    this.#gateway = gateway;
  }

  /** Clients repeat without end until this time has been set and is over. */
  giveUpAt(epochMs: number): void {
    this.#giveUpAtMs = epochMs;
  }

  /** Does what the wish's client does; resolves when it is done. */
  async serve(wish: Wish): Promise<void> {
    switch (wish.manner) {
      case 'impatient':
      case 'invalid':
        await this.#once('book', wish, 0);
        return;
      case 'doubled':
        await Promise.all(Array.from({ length: COPIES }, (_, copy) => this.#patiently('book', wish, copy)));
        return;
      case 'replaying':
        await this.#replay(wish);
        return;
      case 'cancelling':
        if (isAccepted(await this.#patiently('book', wish, 0))) await this.#patiently('cancel', wish, 0);
        return;
      case 'patient':
        await this.#patiently('book', wish, 0);
        await this.#once('read', wish, 0);
        await this.#once('availability', wish, 0);
    }
  }

  async #replay(wish: Wish): Promise<void> {
    const first = await this.#patiently('book', wish, 0);
    if (!isAccepted(first)) return;
    await sleep(REPLAY_AFTER_MS);
    await this.#patiently('book', wish, 1);
  }

  async #patiently(what: 'book' | 'cancel', wish: Wish, copy: number): Promise<Answered> {
    for (;;) {
      const answered = await this.#once(what, wish, copy);
      if (isFinal(answered) || Date.now() > this.#giveUpAtMs) return answered;
      await sleep(pauseAfter(answered));
    }
  }

  async #once(what: Call['what'], wish: Wish, copy: number): Promise<Answered> {
    const startedAtMs = Date.now();
    const answered = await this.#gateway[what](wish);
    this.calls.push({
      what,
      bookingId: wish.bookingId,
      copy,
      startedAtMs,
      endedAtMs: Date.now(),
      ...answered,
    });
    return answered;
  }
}
