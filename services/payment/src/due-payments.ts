import type { EventCommitter } from '@wanderluxe/messaging';
import { type Logger, noFailpoints, type Tracer, type WrapPort } from '@wanderluxe/runtime';
import { BullReminders, ReminderWorker } from './adapters/bullmq-reminders.ts';
import { connectQueueRedis, refuseEviction, workerRedis } from './adapters/queue-redis.ts';
import type { AnnouncedCharges } from './announced-charges.ts';
import type { PaymentConfig } from './config.ts';
import { remindersEffects, turnsEffects } from './failpoints.ts';
import { type OnSwept, Sweeper } from './jobs/sweeper.ts';
import { takeTurn } from './jobs/turns.ts';
import type { Alarm, PaymentProvider, Payments, Reminders } from './ports.ts';

/** Inquiries and refunds at the bank at one time: enough to catch up after an outage, few beside the charges. */
export const MAX_TURNS_IN_FLIGHT = 50;
const STOP_WITHIN_MS = 1_000;

export interface ReminderQueue {
  readonly reminders: Reminders;
  isReady(): Promise<boolean>;
  /** Starts to take turns, and to sweep. */
  work(options: {
    payments: Payments;
    provider: PaymentProvider;
    charges: AnnouncedCharges;
    committer: EventCommitter;
    alarm: Alarm;
    tracer: Tracer;
    onSwept: OnSwept;
  }): void;
  stop(): Promise<void>;
}

/** Wires the queue of payments that ask for work. @throws when its Redis is away or may evict jobs. */
export async function openReminderQueue(
  config: PaymentConfig,
  logger: Logger,
  wrap: WrapPort = noFailpoints,
): Promise<ReminderQueue> {
  const redis = await connectQueueRedis(config.QUEUE_REDIS_URL, logger);
  await refuseEviction(redis, logger).catch((error: unknown) => {
    redis.disconnect();
    throw error;
  });
  const backoff = { firstDelayMs: config.UNKNOWN_FIRST_DELAY_MS, maxDelayMs: config.UNKNOWN_MAX_DELAY_MS };
  const shared = { prefix: config.QUEUE_PREFIX, backoff, random: Math.random };
  const queue = new BullReminders({ redis, ...shared });
  const reminders = wrap(remindersEffects, queue);
  let worker: ReminderWorker | undefined;
  let sweeper: Sweeper | undefined;

  return {
    reminders,
    isReady: async () => (await redis.ping()) === 'PONG',
    work({ onSwept, ...edges }) {
      const options = {
        ...edges,
        reminders,
        logger,
        nowMs: Date.now,
        settlementBoundMs: config.BANK_SETTLEMENT_BOUND_MS,
        escalationMs: config.UNKNOWN_ESCALATION_MS,
        alarmAttempts: config.REFUND_ALARM_ATTEMPTS,
      };
      worker = new ReminderWorker({
        redis: workerRedis(config.QUEUE_REDIS_URL),
        ...shared,
        concurrency: MAX_TURNS_IN_FLIGHT,
        turns: wrap(turnsEffects, { take: (reminder) => takeTurn(reminder, options) }),
        logger,
      });
      sweeper = new Sweeper({
        payments: edges.payments,
        reminders,
        intervalMs: config.UNKNOWN_SWEEP_INTERVAL_MS,
        pendingBoundMs: config.BANK_SETTLEMENT_BOUND_MS,
        nowMs: Date.now,
        logger,
        onSwept,
      });
      sweeper.start();
    },
    async stop() {
      await Promise.all([worker?.stop(STOP_WITHIN_MS), sweeper?.stop()]);
      await queue.close();
      redis.disconnect();
    },
  };
}
