import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { Pace } from '../pace.ts';
import { HeldBack } from './held-back.ts';

/** A transaction costs nearly the same for one record as for many. */
const BATCHES = { intervalMs: 100, worthwhile: 16 };
/** How long an item that may wait does so at most. */
const HOLD_MS = 4_000;

/** Which items may wait for others of their group. */
export interface Patience<T> {
  mayWait(item: T): boolean;
  groupOf(item: T): string | undefined;
}

/**
 * Hands the consumer's loop all that is ready, up to a limit: batches grow with the load and are single when idle. Under
 * load an item that may wait is held until another of its group is handled, which it then goes with. Within a group the
 * order is kept, but for one that comes after an item it may wait for.
 */
export class ReadyQueue<T> {
  readonly #pace = new Pace(BATCHES);
  readonly #patience: Patience<T> | undefined;
  readonly #maxHeld: number;
  readonly #held: HeldBack<T>;
  #items: T[] = [];
  #wake: (() => void) | undefined;
  #alarm: NodeJS.Timeout | undefined;
  #hurried = false;
  #closed = false;

  /** Beyond `maxHeld` nothing more is held. */
  constructor(patience?: Patience<T>, maxHeld = Number.POSITIVE_INFINITY) {
    this.#patience = patience;
    this.#maxHeld = maxHeld;
    this.#held = new HeldBack((item) => patience?.groupOf(item));
  }

  /** Items that could be taken now. */
  get size(): number {
    return this.#items.length;
  }

  push(item: T): void {
    if (this.#closed || this.#isHeld(item)) return;
    this.#items.push(...this.#held.companionsOf([item]), item);
    this.#wake?.();
  }

  /** Ahead of all others, in the order given. */
  pushFirst(items: readonly T[]): void {
    if (this.#closed || items.length === 0) return;
    this.#items.unshift(...items);
    this.#wake?.();
  }

  /** At least one item, or none once the queue is closed. */
  async takeUpTo(limit: number): Promise<T[]> {
    await this.#some();
    await this.#gathered(limit);
    const taken = this.#items.splice(0, limit);
    const together = [...taken, ...this.#held.companionsOf(taken)];
    this.#items.unshift(...together.splice(limit));
    this.#pace.count(together.length, Date.now());
    return together;
  }

  /** From now on nothing is held. */
  hurry(): void {
    this.#hurried = true;
    this.#release(Number.POSITIVE_INFINITY);
  }

  #isHeld(item: T): boolean {
    const nowMs = Date.now();
    if (this.#hurried || this.#held.size >= this.#maxHeld) return false;
    if (!this.#patience?.mayWait(item) || !this.#pace.isBusy(nowMs)) return false;
    if (!this.#held.hold(item, nowMs)) return false;
    this.#setAlarm(nowMs);
    return true;
  }

  #setAlarm(nowMs: number): void {
    const { oldestMs } = this.#held;
    if (this.#alarm || oldestMs === undefined) return;
    const ring = () => {
      this.#alarm = undefined;
      this.#release(Date.now() - HOLD_MS);
    };
    this.#alarm = setTimeout(ring, Math.max(1, oldestMs + HOLD_MS - nowMs));
  }

  #release(heldSinceMs: number): void {
    this.#items.push(...this.#held.heldSince(heldSinceMs));
    this.#setAlarm(Date.now());
    if (this.#items.length > 0) this.#wake?.();
  }

  /** What one fetch brought becomes ready within a turn; under load what comes a little later is waited for, too. */
  async #gathered(limit: number): Promise<void> {
    await nextTurn();
    const waitMs = this.#items.length < limit ? this.#pace.waitMs(Date.now()) : 0;
    if (waitMs > 0 && !this.#closed) await sleep(waitMs);
    this.#pace.begin(Date.now());
  }

  async #some(): Promise<void> {
    while (this.#items.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#wake = undefined;
  }

  /** Drops what was not taken: it is unfinished, so it is delivered again to whoever is next. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#alarm);
    this.#items = [];
    this.#wake?.();
  }
}
