import { DependencyUnavailableError } from '@wanderluxe/messaging';
import type { Backlog, Backlogs } from '../domain/admission.ts';
import type { BacklogGauge } from '../ports.ts';

/** The twin of KafkaBacklogs: groups whose work is counted by hand. */
export class MemoryBacklogs implements BacklogGauge {
  readonly backlogs = new Map<string, Backlog>();
  isAway = false;

  async read(): Promise<Backlogs> {
    if (this.isAway) throw new DependencyUnavailableError('kafka', new Error('switched off'));
    return Object.fromEntries(this.backlogs);
  }

  async close(): Promise<void> {}
}
