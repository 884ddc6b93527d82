import { silentLogger } from '@wanderluxe/runtime';
import { freshId, servers } from '@wanderluxe/testkit';
import type { Reminder, Turn } from '../ports.ts';
import { BullReminders, ReminderWorker } from './bullmq-reminders.ts';
import { connectQueueRedis, workerRedis } from './queue-redis.ts';
import { describeRemindersBehaviour } from './reminders.behaviour.ts';

describe('BullReminders', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  describeRemindersBehaviour('in BullMQ', async () => {
    const { redisUrl } = servers();
    const redis = await connectQueueRedis(redisUrl, silentLogger);
    const shared = {
      prefix: `{${freshId('payment')}}`,
      backoff: { firstDelayMs: 5, maxDelayMs: 20 },
      random: Math.random,
    };
    const reminders = new BullReminders({ redis, ...shared });
    let takeTurn: (reminder: Reminder) => Promise<Turn> = async () => ({ done: false });
    const worker = new ReminderWorker({
      redis: workerRedis(redisUrl),
      ...shared,
      concurrency: 5,
      turns: { take: (reminder) => takeTurn(reminder) },
      logger: silentLogger,
    });
    closing.push(async () => {
      await reminders.close();
      redis.disconnect();
    });
    closing.push(() => worker.stop(2_000));
    return {
      reminders,
      run: async (now) => {
        takeTurn = now;
      },
      away: async () => redis.disconnect(),
    };
  });
});
