import { DependencyUnavailableError } from '@wanderluxe/messaging';
import type { Inquiries } from '../ports.ts';

/** Inquiries in memory, for tests and simulation: they are due when the test says so. */
export class MemoryInquiries implements Inquiries {
  readonly scheduled = new Set<string>();
  away = false;

  async schedule(bookingIds: readonly string[]): Promise<void> {
    if (this.away) throw new DependencyUnavailableError('queue-redis', new Error('connection refused'));
    for (const bookingId of bookingIds) this.scheduled.add(bookingId);
  }

  /** Runs every inquiry once; the resolved ones are done with. */
  async runDue(resolve: (bookingId: string) => Promise<boolean>): Promise<void> {
    for (const bookingId of [...this.scheduled]) {
      if (await resolve(bookingId)) this.scheduled.delete(bookingId);
    }
  }
}
