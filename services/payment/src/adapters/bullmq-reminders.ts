import { DependencyUnavailableError } from '@wanderluxe/messaging';
import type { Logger } from '@wanderluxe/runtime';
import { type JobsOptions, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { type Backoff, delayMsOf } from '../domain/inquiry.ts';
import type { Reminder, Reminders, Turns } from '../ports.ts';

export const QUEUE_NAME = 'payment-reminders';

/** At a minute each, older than any booking: a reminder ends when its row asks for nothing more. */
const WITHOUT_END = 2 ** 31;

/**
 * A worker that was killed keeps its turns until their locks run out and two checks have found that. A turn renews its
 * lock while it lasts; taken twice after all, it changes its row only out of the version that it read.
 */
const TURN_LOCK_MS = 6_000;
const LOST_TURN_CHECK_MS = 3_000;

export interface BullRemindersOptions {
  /** Commands on it must fail while Redis is away. */
  readonly redis: Redis;
  /** Namespace of the keys, with a hash tag so that it runs on Redis Cluster. */
  readonly prefix: string;
  readonly backoff: Backoff;
  readonly random: () => number;
}

/** Reminders as delayed BullMQ jobs; the job id is of kind and booking, so each booking has one of each at most. */
export class BullReminders implements Reminders {
  readonly #queue: Queue<Reminder>;
  readonly #options: BullRemindersOptions;

  constructor(options: BullRemindersOptions) {
    const { redis: connection, prefix } = options;
    this.#options = options;
    this.#queue = new Queue(QUEUE_NAME, { connection, prefix, skipWaitingForReady: true });
    // The connection's own listener reports faults; without one here they would end the process.
    this.#queue.on('error', () => {});
  }

  async schedule(reminders: readonly Reminder[]): Promise<void> {
    const jobs = reminders.map((reminder) => ({
      name: reminder.due,
      data: reminder,
      opts: this.#jobOptions(reminder),
    }));
    try {
      await this.#queue.addBulk(jobs);
    } catch (error) {
      throw new DependencyUnavailableError('queue-redis', error);
    }
  }

  async missing(reminders: readonly Reminder[]): Promise<Reminder[]> {
    try {
      const there = await Promise.all(
        reminders.map((reminder) => this.#options.redis.exists(this.#queue.toKey(jobIdOf(reminder)))),
      );
      return reminders.filter((_, index) => there[index] === 0);
    } catch (error) {
      throw new DependencyUnavailableError('queue-redis', error);
    }
  }

  async close(): Promise<void> {
    await this.#queue.close();
  }

  /** Finished jobs are removed in every case: one left behind would block its booking's next. */
  #jobOptions(reminder: Reminder): JobsOptions {
    const { backoff, random } = this.#options;
    return {
      jobId: jobIdOf(reminder),
      delay: delayMsOf(backoff, 1, random()),
      attempts: WITHOUT_END,
      backoff: { type: 'full-jitter' },
      removeOnComplete: true,
      removeOnFail: true,
      stackTraceLimit: 1,
    };
  }
}

/** Of the kind too: a bare id of digits only would be refused. */
const jobIdOf = ({ bookingId, due }: Reminder): string => `${due}-${bookingId}`;

export interface ReminderWorkerOptions extends Omit<BullRemindersOptions, 'redis'> {
  /** Its commands must wait while Redis is away. */
  readonly redis: Redis;
  readonly concurrency: number;
  readonly turns: Turns;
  readonly logger: Logger;
}

/** Takes turns when they are due; one that is not done, or fails, is due again later. */
export class ReminderWorker {
  readonly #worker: Worker<Reminder>;
  readonly #redis: Redis;

  constructor({ redis, prefix, backoff, random, concurrency, turns, logger }: ReminderWorkerOptions) {
    this.#redis = redis;
    this.#worker = new Worker<Reminder>(
      QUEUE_NAME,
      async ({ data }) => {
        const turn = await turns.take(data);
        if (!turn.done) throw new NotDoneError(data, turn.attempt);
      },
      {
        connection: redis,
        prefix,
        concurrency,
        lockDuration: TURN_LOCK_MS,
        stalledInterval: LOST_TURN_CHECK_MS,
        maxStalledCount: WITHOUT_END,
        settings: {
          backoffStrategy: (attemptsMade, _type, error) =>
            delayMsOf(backoff, attemptOf(error) ?? attemptsMade + 1, random()),
        },
      },
    );
    this.#worker.on('error', (error) => logger.warn('the worker of reminders reports a fault', { error }));
    this.#worker.on('failed', (job, error) => {
      const level = error instanceof NotDoneError ? 'debug' : 'warn';
      logger[level]('a payment is not settled yet', { ...(job && aboutOf(job.data)), error });
    });
  }

  /** Lets running turns finish within the bound; what is cut off is taken up by another worker. */
  async stop(withinMs: number): Promise<void> {
    const cutOff = setTimeout(() => this.#redis.disconnect(), withinMs);
    await this.#worker.close().catch(() => {});
    clearTimeout(cutOff);
    this.#redis.disconnect();
  }
}

const aboutOf = ({ bookingId, traceId, due }: Reminder) => ({ bookingId, traceId, due });

class NotDoneError extends Error {
  readonly attempt: number | undefined;
  constructor({ bookingId, due }: Reminder, attempt: number | undefined) {
    super(`the ${due} of ${bookingId} is not done yet`);
    this.name = 'NotDoneError';
    this.attempt = attempt;
  }
}

const attemptOf = (error: Error | undefined): number | undefined =>
  error instanceof NotDoneError ? error.attempt : undefined;
