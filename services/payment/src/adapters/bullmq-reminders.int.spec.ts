import { type Logger, silentLogger } from '@wanderluxe/runtime';
import { eventually, freshId, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { Reminder, Turn } from '../ports.ts';
import { BullReminders, ReminderWorker } from './bullmq-reminders.ts';
import { connectQueueRedis, workerRedis } from './queue-redis.ts';
import { describeRemindersBehaviour } from './reminders.behaviour.ts';

const traceId = 'b'.repeat(32);
const reminder: Reminder = { bookingId: 'b-1', due: 'refund', traceId };

describe('BullReminders', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  const open = async (logger: Logger = silentLogger) => {
    const { redisUrl } = servers();
    const redis = await connectQueueRedis(redisUrl, logger);
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
      logger,
    });
    closing.push(async () => {
      await reminders.close();
      redis.disconnect();
    });
    closing.push(() => worker.stop(2_000));
    return {
      reminders,
      run: async (now: typeof takeTurn) => {
        takeTurn = now;
      },
      away: async () => redis.disconnect(),
    };
  };

  describeRemindersBehaviour('in BullMQ', open);

  it('says the booking and its trace in the log when a turn does not settle it', async () => {
    const lines: unknown[] = [];
    const debug = (message: string, fields?: object) => lines.push({ message, ...fields });
    const { reminders } = await open({ ...silentLogger, debug });
    await reminders.schedule([reminder]);
    await eventually(() => expect(lines).not.to.deep.equal([]));
    expect(lines[0]).to.include({ message: 'a payment is not settled yet', ...reminder });
  });
});
