import { silentLogger } from '@wanderluxe/runtime';
import { eventually, freshId, servers } from '@wanderluxe/testkit';
import { expect } from 'chai';
import type { Reminder, Turn } from '../ports.ts';
import { BullReminders, ReminderWorker } from './bullmq-reminders.ts';
import { connectQueueRedis, workerRedis } from './queue-redis.ts';

const reminder: Reminder = { bookingId: 'b-1', due: 'inquiry', traceId: 'a'.repeat(32) };
/** With BullMQ's own limits it is over a minute: found by chaos, a kill of payment while it asked the bank. */
const TAKEN_UP_WITHIN_MS = 20_000;

describe('a worker that is killed in the middle of a turn', function workerKilled() {
  this.timeout(60_000);

  it('leaves the turn to another one, which takes it up soon', async () => {
    const { redisUrl } = servers();
    const redis = await connectQueueRedis(redisUrl, silentLogger);
    const shared = {
      prefix: `{${freshId('payment')}}`,
      backoff: { firstDelayMs: 5, maxDelayMs: 20 },
      random: Math.random,
    };
    const reminders = new BullReminders({ redis, ...shared });
    const workerOf = (takeTurn: () => Promise<Turn>) =>
      new ReminderWorker({
        redis: workerRedis(redisUrl),
        ...shared,
        concurrency: 5,
        turns: { take: takeTurn },
        logger: silentLogger,
      });

    let taken = 0;
    const { promise: turn, resolve: letGo } = Promise.withResolvers<Turn>();
    const dying = workerOf(() => {
      taken += 1;
      return turn;
    });
    await reminders.schedule([reminder]);
    await eventually(() => expect(taken).to.equal(1));
    // Cut off at once: it can neither finish the turn nor renew its lock.
    const dead = dying.stop(0);

    let takenUp = 0;
    const next = workerOf(async () => {
      takenUp += 1;
      return { done: true };
    });
    await eventually(() => expect(takenUp).to.equal(1), { withinMs: TAKEN_UP_WITHIN_MS });
    letGo({ done: true });
    await Promise.all([dead, next.stop(1_000)]);
    await reminders.close();
    redis.disconnect();
  });
});
