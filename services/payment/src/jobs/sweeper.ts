import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@wanderluxe/runtime';
import type { Inquiries, Payments } from '../ports.ts';
import { sweepUnknownPayments } from './sweep-unknown-payments.ts';

export interface SweeperOptions {
  readonly payments: Payments;
  readonly inquiries: Inquiries;
  readonly intervalMs: number;
  readonly logger: Logger;
  /** Told how many payments are UNKNOWN. */
  readonly onSwept: (unknown: number) => void;
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
    const { payments, inquiries, intervalMs, logger, onSwept } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        onSwept(await sweepUnknownPayments(payments, inquiries));
      } catch (error) {
        logger.warn('unknown payments were not swept, trying again', { error });
      }
      await sleep(intervalMs, undefined, { signal }).catch(() => {});
    }
  }
}
