import { DependencyUnavailableError } from '@wanderluxe/messaging';
import type { Reminder, Reminders, Turn } from '../ports.ts';

/** Reminders in memory, for tests and simulation: they are due when the test says so. */
export class MemoryReminders implements Reminders {
  readonly #scheduled = new Map<string, Reminder>();
  away = false;

  get scheduled(): Reminder[] {
    return [...this.#scheduled.values()];
  }

  async schedule(reminders: readonly Reminder[]): Promise<void> {
    if (this.away) throw new DependencyUnavailableError('queue-redis', new Error('connection refused'));
    for (const reminder of reminders) this.#scheduled.set(idOf(reminder), reminder);
  }

  /** The server is lost with all that it held. */
  flush(): void {
    this.#scheduled.clear();
  }

  /** Takes one turn for each reminder; what is done is done with. */
  async runDue(takeTurn: (reminder: Reminder) => Promise<Turn>): Promise<void> {
    for (const [id, reminder] of [...this.#scheduled]) {
      if ((await takeTurn(reminder)).done) this.#scheduled.delete(id);
    }
  }
}

const idOf = ({ bookingId, due }: Reminder): string => `${due}-${bookingId}`;
