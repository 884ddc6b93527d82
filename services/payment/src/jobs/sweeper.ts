import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@wanderluxe/runtime';
import type { Due } from '../domain/payment.ts';
import type { Payments, Reminders } from '../ports.ts';
import { sweepDuePayments } from './sweep-due-payments.ts';

/** Told how many payments wait for each kind of work. */
export type OnSwept = (due: Due, payments: number) => void;

export interface SweeperOptions {
  readonly payments: Payments;
  readonly reminders: Reminders;
  readonly intervalMs: number;
  /** Whoever charges a PENDING payment has answered by then, or is gone. */
  readonly pendingBoundMs: number;
  readonly nowMs: () => number;
  readonly logger: Logger;
  readonly onSwept: OnSwept;
}

/** Sweeps at once and then regularly. A sweep that fails is repeated at the next turn. */
export class Sweeper {
  readonly #options: SweeperOptions;
  readonly #stopping = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(options: SweeperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#sweep('inquiry');
      await this.#sweep('refund');
      await sleep(this.#options.intervalMs, undefined, { signal }).catch(() => {});
    }
  }

  async #sweep(due: Due): Promise<void> {
    const { payments, reminders, pendingBoundMs, nowMs, logger, onSwept } = this.#options;
    try {
      const pendingSinceMs = nowMs() - pendingBoundMs;
      onSwept(due, await sweepDuePayments(due, { payments, reminders, pendingSinceMs }));
    } catch (error) {
      logger.warn('payments were not swept, trying again', { due, error });
    }
  }
}
