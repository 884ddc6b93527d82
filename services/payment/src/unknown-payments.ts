import type { EventCommitter } from '@wanderluxe/messaging';
import type { Logger } from '@wanderluxe/runtime';
import { BullInquiries, InquiryWorker } from './adapters/bullmq-inquiries.ts';
import { connectQueueRedis, refuseEviction, workerRedis } from './adapters/queue-redis.ts';
import type { PaymentConfig } from './config.ts';
import { resolveUnknownPayment } from './jobs/resolve-unknown-payment.ts';
import { Sweeper } from './jobs/sweeper.ts';
import type { Inquiries, PaymentProvider, Payments } from './ports.ts';

/** Inquiries at the bank at one time: enough to catch up after an outage, few beside the charges. */
export const MAX_INQUIRIES_IN_FLIGHT = 50;
const STOP_WITHIN_MS = 1_000;

export interface InquiryQueue {
  readonly inquiries: Inquiries;
  isReady(): Promise<boolean>;
  /** Starts to ask the bank, and to sweep. */
  work(options: {
    payments: Payments;
    provider: PaymentProvider;
    committer: EventCommitter;
    onSwept: (unknown: number) => void;
  }): void;
  stop(): Promise<void>;
}

/** Wires the queue of UNKNOWN payments. @throws when its Redis is away or may evict jobs. */
export async function openInquiryQueue(config: PaymentConfig, logger: Logger): Promise<InquiryQueue> {
  const redis = await connectQueueRedis(config.QUEUE_REDIS_URL, logger);
  await refuseEviction(redis, logger).catch((error: unknown) => {
    redis.disconnect();
    throw error;
  });
  const backoff = { firstDelayMs: config.UNKNOWN_FIRST_DELAY_MS, maxDelayMs: config.UNKNOWN_MAX_DELAY_MS };
  const shared = { prefix: config.QUEUE_PREFIX, backoff, random: Math.random };
  const inquiries = new BullInquiries({ redis, ...shared });
  let worker: InquiryWorker | undefined;
  let sweeper: Sweeper | undefined;

  return {
    inquiries,
    isReady: async () => (await redis.ping()) === 'PONG',
    work({ payments, provider, committer, onSwept }) {
      const options = { payments, provider, committer, nowMs: Date.now };
      const settlementBoundMs = config.BANK_SETTLEMENT_BOUND_MS;
      worker = new InquiryWorker({
        redis: workerRedis(config.QUEUE_REDIS_URL),
        ...shared,
        concurrency: MAX_INQUIRIES_IN_FLIGHT,
        resolve: (bookingId) => resolveUnknownPayment(bookingId, { ...options, settlementBoundMs }),
        logger,
      });
      const intervalMs = config.UNKNOWN_SWEEP_INTERVAL_MS;
      sweeper = new Sweeper({ payments, inquiries, intervalMs, logger, onSwept });
      sweeper.start();
    },
    async stop() {
      await Promise.all([worker?.stop(STOP_WITHIN_MS), sweeper?.stop()]);
      await inquiries.close();
      redis.disconnect();
    },
  };
}
