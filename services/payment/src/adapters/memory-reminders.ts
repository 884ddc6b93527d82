import { DependencyUnavailableError } from '@wanderluxe/messaging';
import type { Reminder, Reminders, Turn } from '../ports.ts';

/** A reminder that a worker has in hand. */
export interface Job {
  readonly reminder: Reminder;
  /** Turns taken before this one. */
  readonly turns: number;
}

interface Entry {
  job: Job;
  dueAtMs: number;
  /** While it lasts nobody else takes the job: a worker that died keeps it until then. */
  lockedUntilMs: number;
}

/** Reminders in memory, for tests and simulation: they are due when the test says so, or after their delay. */
export class MemoryReminders implements Reminders {
  readonly #entries = new Map<string, Entry>();
  away = false;

  get scheduled(): Reminder[] {
    return [...this.#entries.values()].map(({ job }) => job.reminder);
  }

  async schedule(reminders: readonly Reminder[], dueAtMs = 0): Promise<void> {
    if (this.away) throw new DependencyUnavailableError('queue-redis', new Error('connection refused'));
    for (const reminder of reminders) {
      if (this.#entries.has(idOf(reminder))) continue;
      this.#entries.set(idOf(reminder), { job: { reminder, turns: 0 }, dueAtMs, lockedUntilMs: 0 });
    }
  }

  async missing(reminders: readonly Reminder[]): Promise<Reminder[]> {
    if (this.away) throw new DependencyUnavailableError('queue-redis', new Error('connection refused'));
    return reminders.filter((reminder) => !this.#entries.has(idOf(reminder)));
  }

  /** The server is lost with all that it held. */
  flush(): void {
    this.#entries.clear();
  }

  isDue(nowMs: number): boolean {
    return this.#due(nowMs) !== undefined;
  }

  /** Gives out the job that is due longest, for as long as the lock lasts. */
  async take(nowMs: number, lockMs: number): Promise<Job | undefined> {
    const entry = this.#due(nowMs);
    if (!entry) return undefined;
    entry.lockedUntilMs = nowMs + lockMs;
    entry.job = { ...entry.job, turns: entry.job.turns + 1 };
    return entry.job;
  }

  /** Keeps the job in hand; false when it is not the worker's any more. */
  async renew(job: Job, lockedUntilMs: number): Promise<boolean> {
    const entry = this.#entryOf(job);
    if (entry) entry.lockedUntilMs = lockedUntilMs;
    return entry !== undefined;
  }

  /** The job is done with, or due again at the time given. One that is another worker's by now stays as it is. */
  async settle(job: Job, dueAgainAtMs: number | undefined): Promise<void> {
    const entry = this.#entryOf(job);
    if (!entry) return;
    if (dueAgainAtMs === undefined) this.#entries.delete(idOf(job.reminder));
    else Object.assign(entry, { dueAtMs: dueAgainAtMs, lockedUntilMs: 0 });
  }

  /** Takes one turn for each reminder; what is done is done with. */
  async runDue(takeTurn: (reminder: Reminder) => Promise<Turn>): Promise<void> {
    for (const [id, { job }] of [...this.#entries]) {
      if ((await takeTurn(job.reminder)).done) this.#entries.delete(id);
    }
  }

  #entryOf(job: Job): Entry | undefined {
    const entry = this.#entries.get(idOf(job.reminder));
    return entry?.job === job ? entry : undefined;
  }

  #due(nowMs: number): Entry | undefined {
    let first: Entry | undefined;
    for (const entry of this.#entries.values()) {
      if (entry.dueAtMs > nowMs || entry.lockedUntilMs > nowMs) continue;
      if (!first || entry.dueAtMs < first.dueAtMs) first = entry;
    }
    return first;
  }
}

const idOf = ({ bookingId, due }: Reminder): string => `${due}-${bookingId}`;
