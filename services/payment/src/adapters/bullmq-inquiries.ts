import { DependencyUnavailableError } from '@wanderluxe/messaging';
import type { Logger } from '@wanderluxe/runtime';
import { type JobsOptions, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { type Backoff, delayMsOf } from '../domain/inquiry.ts';
import { chargeKeyOf } from '../domain/payment.ts';
import type { Inquiries } from '../ports.ts';

export const QUEUE_NAME = 'resolve-unknown-payment';

interface InquiryJob {
  readonly bookingId: string;
}

/** At a minute each, older than any booking: an inquiry ends when its payment is resolved. */
const WITHOUT_END = 2 ** 31;

export interface BullInquiriesOptions {
  /** Commands on it must fail while Redis is away. */
  readonly redis: Redis;
  /** Namespace of the keys, with a hash tag so that it runs on Redis Cluster. */
  readonly prefix: string;
  readonly backoff: Backoff;
  readonly random: () => number;
}

/** Inquiries as delayed BullMQ jobs; the job id is the booking's, so each booking has one at most. */
export class BullInquiries implements Inquiries {
  readonly #queue: Queue<InquiryJob>;
  readonly #options: BullInquiriesOptions;

  constructor(options: BullInquiriesOptions) {
    const { redis: connection, prefix } = options;
    this.#options = options;
    this.#queue = new Queue(QUEUE_NAME, { connection, prefix, skipWaitingForReady: true });
    // The connection's own listener reports faults; without one here they would end the process.
    this.#queue.on('error', () => {});
  }

  async schedule(bookingIds: readonly string[]): Promise<void> {
    const jobs = bookingIds.map((bookingId) => ({
      name: QUEUE_NAME,
      data: { bookingId },
      opts: this.#jobOptions(bookingId),
    }));
    try {
      await this.#queue.addBulk(jobs);
    } catch (error) {
      throw new DependencyUnavailableError('queue-redis', error);
    }
  }

  async close(): Promise<void> {
    await this.#queue.close();
  }

  /** Finished jobs are removed in every case: one left behind would block its booking's next. */
  #jobOptions(bookingId: string): JobsOptions {
    const { backoff, random } = this.#options;
    return {
      jobId: chargeKeyOf(bookingId), // a bare id of digits only would be refused
      delay: delayMsOf(backoff, 1, random()),
      attempts: WITHOUT_END,
      backoff: { type: 'full-jitter' },
      removeOnComplete: true,
      removeOnFail: true,
      stackTraceLimit: 1,
    };
  }
}

export interface InquiryWorkerOptions extends Omit<BullInquiriesOptions, 'redis'> {
  /** Its commands must wait while Redis is away. */
  readonly redis: Redis;
  readonly concurrency: number;
  /** Answers whether the payment is resolved. */
  readonly resolve: (bookingId: string) => Promise<boolean>;
  readonly logger: Logger;
}

/** Runs inquiries when they are due; one that leaves the payment UNKNOWN, or fails, is due again later. */
export class InquiryWorker {
  readonly #worker: Worker<InquiryJob>;
  readonly #redis: Redis;

  constructor({ redis, prefix, backoff, random, concurrency, resolve, logger }: InquiryWorkerOptions) {
    this.#redis = redis;
    this.#worker = new Worker<InquiryJob>(
      QUEUE_NAME,
      async ({ data: { bookingId } }) => {
        if (!(await resolve(bookingId))) throw new StillUnknownError(bookingId);
      },
      {
        connection: redis,
        prefix,
        concurrency,
        settings: { backoffStrategy: (attemptsMade) => delayMsOf(backoff, attemptsMade + 1, random()) },
      },
    );
    this.#worker.on('error', (error) => logger.warn('the inquiry worker reports a fault', { error }));
    this.#worker.on('failed', (job, error) => {
      const level = error instanceof StillUnknownError ? 'debug' : 'warn';
      logger[level]('a payment is still unknown', { bookingId: job?.data.bookingId, error });
    });
  }

  /** Lets running inquiries finish within the bound; what is cut off is taken up by another worker. */
  async stop(withinMs: number): Promise<void> {
    const cutOff = setTimeout(() => this.#redis.disconnect(), withinMs);
    await this.#worker.close().catch(() => {});
    clearTimeout(cutOff);
    this.#redis.disconnect();
  }
}

class StillUnknownError extends Error {
  constructor(bookingId: string) {
    super(`the bank has no answer for ${bookingId} yet`);
    this.name = 'StillUnknownError';
  }
}
