import { setTimeout as sleep } from 'node:timers/promises';
import { type Backoff, delayMsOf } from '../domain/inquiry.ts';
import type { Reminder, Reminders, Turn } from '../ports.ts';
import type { Job, MemoryReminders } from './memory-reminders.ts';

const LOOK_EVERY_MS = 250;
/** As long as the jobs of a worker that was killed wait for another one at most. */
const LOCK_MS = 9_000;
const RENEW_EVERY_MS = 3_000;

export interface MemoryWorkerOptions {
  readonly queue: Pick<MemoryReminders, 'isDue' | 'take' | 'renew' | 'settle' | 'schedule' | 'missing'>;
  readonly backoff: Backoff;
  readonly random: () => number;
  readonly concurrency: number;
}

/** One process's side of the queue, the twin of BullReminders and ReminderWorker. */
export class MemoryReminderWorker implements Reminders {
  readonly #options: MemoryWorkerOptions;
  readonly #stopping = new AbortController();
  #running = 0;

  constructor(options: MemoryWorkerOptions) {
    this.#options = options;
  }

  async schedule(reminders: readonly Reminder[]): Promise<void> {
    await this.#options.queue.schedule(reminders, Date.now() + this.#delayMs(1));
  }

  missing(reminders: readonly Reminder[]): Promise<Reminder[]> {
    return this.#options.queue.missing(reminders);
  }

  /** Takes turns when they are due; one that is not done, or fails, is due again later. */
  async work(takeTurn: (reminder: Reminder) => Promise<Turn>): Promise<void> {
    const { queue, concurrency } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const job =
        this.#running < concurrency && queue.isDue(Date.now())
          ? await queue.take(Date.now(), LOCK_MS).catch(() => undefined)
          : undefined;
      if (job) void this.#turn(job, takeTurn);
      else await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
    }
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #turn(job: Job, takeTurn: (reminder: Reminder) => Promise<Turn>): Promise<void> {
    this.#running += 1;
    const renewing = setInterval(() => {
      this.#options.queue.renew(job, Date.now() + LOCK_MS).catch(() => {});
    }, RENEW_EVERY_MS);
    const turn: Turn = await takeTurn(job.reminder).catch(() => ({ done: false }) as const);
    clearInterval(renewing);
    this.#running -= 1;
    const attempt = turn.done ? 1 : (turn.attempt ?? job.turns + 1);
    const again = turn.done ? undefined : Date.now() + this.#delayMs(attempt);
    // A job that could not be settled is taken up again when its lock is over.
    await this.#options.queue.settle(job, again).catch(() => {});
  }

  #delayMs(attempt: number): number {
    return delayMsOf(this.#options.backoff, attempt, this.#options.random());
  }
}
