import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@wanderluxe/runtime';
import type { Lease } from '../ports.ts';

/** Renews the lease, and answers false when another instance has it now or the process is stopping: then leave off. */
export type IsOurTurn = () => Promise<boolean>;

export interface LeasedScheduleOptions {
  readonly name: string;
  readonly lease: Lease;
  /** Unique for each process. */
  readonly holder: string;
  readonly intervalMs: number;
  /** How long a holder that is gone keeps others waiting, at least two intervals; 30 s when it is not given. */
  readonly leaseMs?: number | undefined;
  readonly job: (isOurTurn: IsOurTurn) => Promise<unknown>;
  readonly logger: Logger;
  readonly nowMs?: () => number;
}

/** One step of a job must be done within it; a job asks `isOurTurn` between steps. */
const LEASE_MS = 30_000;

/**
 * Does a job at once and then regularly, in one instance at a time: the one that has the lease keeps it from turn to
 * turn, and another takes over when it is gone. A turn that fails is logged and followed by the next. A job that was
 * frozen past its lease finds out at its next step; its steps must bear to overlap.
 */
export class LeasedSchedule {
  readonly #options: LeasedScheduleOptions;
  readonly #stopping = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(options: LeasedScheduleOptions) {
    this.#options = options;
  }

  start(): void {
    this.#loop = this.#run();
  }

  /** Ends the turn under way after its step, and frees the lease; what takes longer than the time given is left alone. */
  async stop(withinMs = 2_000): Promise<void> {
    this.#stopping.abort();
    const late = sleep(withinMs, undefined, { ref: false });
    await Promise.race([this.#loop.then(() => this.#release()), late]);
  }

  /** One turn; does nothing while another instance has the lease. */
  async turn(): Promise<void> {
    if (await this.#isOurTurn()) await this.#options.job(this.#isOurTurn);
  }

  readonly #isOurTurn = async (): Promise<boolean> => {
    const { lease, holder, intervalMs, leaseMs = LEASE_MS, nowMs = Date.now } = this.#options;
    if (this.#stopping.signal.aborted) return false;
    return lease.acquire(holder, nowMs(), Math.max(leaseMs, 2 * intervalMs));
  };

  async #release(): Promise<void> {
    await this.#options.lease.release(this.#options.holder).catch(() => {});
  }

  async #run(): Promise<void> {
    const { name, intervalMs, logger } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.turn();
      } catch (error) {
        logger.warn('a job did not finish, trying again', { job: name, error });
      }
      await sleep(intervalMs, undefined, { signal }).catch(() => {});
    }
  }
}
