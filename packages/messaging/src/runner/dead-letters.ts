import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@wanderluxe/runtime';
import type { RecordPublisher } from '../ports.ts';
import { deadLetterOf } from './dead-letter.ts';
import type { Taken } from './intake.ts';

export interface DeadLettersOptions {
  readonly group: string;
  readonly publisher: RecordPublisher;
  readonly deadLetterTopicOf: (topic: string, group: string) => string;
  readonly logger: Logger;
  readonly nowMs?: () => number;
}

export interface Failure {
  readonly handler: string;
  readonly error: unknown;
  readonly attempts: number;
}

const RETRY_MS = 500;

/** Parks records in their dead-letter topics: a record is finished only when the broker has its dead letter. */
export class DeadLetters {
  readonly #options: DeadLettersOptions;

  constructor(options: DeadLettersOptions) {
    this.#options = options;
  }

  /** Tries until the broker takes it; gives up, with the record unfinished, once `isStopping`. */
  async park(taken: Taken, failure: Failure, isStopping: () => boolean): Promise<boolean> {
    const { group, deadLetterTopicOf, publisher, nowMs = Date.now, logger } = this.#options;
    const topic = deadLetterTopicOf(taken.record.topic, group);
    const letter = deadLetterOf(taken.record, { group, ...failure, nowMs: nowMs() }, topic);
    for (;;) {
      try {
        await publisher.publish([letter]);
        taken.finish();
        return true;
      } catch (error) {
        logger.warn('a dead letter was not published yet', { topic, error });
        if (isStopping()) return false;
        await sleep(RETRY_MS);
      }
    }
  }
}
