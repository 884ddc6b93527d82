import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Reminder, Turn } from '../ports.ts';
import { MemoryReminderWorker } from './memory-reminder-worker.ts';
import { MemoryReminders } from './memory-reminders.ts';
import { describeRemindersBehaviour } from './reminders.behaviour.ts';

const backoff = { firstDelayMs: 1, maxDelayMs: 10 };
const workers: MemoryReminderWorker[] = [];
const workerOf = (queue: MemoryReminders) => {
  const worker = new MemoryReminderWorker({ queue, backoff, random: () => 0, concurrency: 2 });
  workers.push(worker);
  return worker;
};
const inquiry: Reminder = { bookingId: 'b-1', due: 'inquiry', traceId: 'a'.repeat(32) };

describe('a worker of reminders in memory', () => {
  afterEach(() => {
    for (const worker of workers.splice(0)) worker.stop();
  });

  describeRemindersBehaviour('in memory, by a worker', async () => {
    const queue = new MemoryReminders();
    const worker = workerOf(queue);
    let take: ((reminder: Reminder) => Promise<Turn>) | undefined;
    return {
      reminders: worker,
      async run(takeTurn) {
        const isFirst = take === undefined;
        take = takeTurn;
        if (isFirst) void worker.work((reminder) => (take as typeof takeTurn)(reminder));
        await sleep(20);
      },
      away: async () => {
        queue.away = true;
      },
    };
  });

  it('leaves to others what a worker that died had in hand, when its lock is over', async () => {
    const queue = new MemoryReminders();
    await queue.schedule([inquiry]);
    const dead = await queue.take(1_000, 9_000);
    expect(dead?.reminder).to.deep.equal(inquiry);
    expect(await queue.take(9_999, 9_000)).to.equal(undefined);
    const job = await queue.take(10_000, 9_000);
    expect(job?.turns).to.equal(2);
    if (!dead || !job) throw new Error('it was taken');
    expect(await queue.renew(dead, 99_000)).to.equal(false);
    await queue.settle(dead, undefined);
    expect(queue.scheduled, "a zombie does not end another's turn").to.deep.equal([inquiry]);
    await queue.settle(job, undefined);
    expect(queue.scheduled).to.deep.equal([]);
  });

  it('keeps a job in hand as long as it renews it', async () => {
    const queue = new MemoryReminders();
    await queue.schedule([inquiry]);
    const job = await queue.take(0, 9_000);
    if (!job) throw new Error('it was due');
    expect(await queue.renew(job, 20_000)).to.equal(true);
    expect(queue.isDue(19_999)).to.equal(false);
    expect(queue.isDue(20_000)).to.equal(true);
  });
});
