import { silentLogger } from '@wanderluxe/runtime';
import { freshId, servers } from '@wanderluxe/testkit';
import { BullInquiries, InquiryWorker } from './bullmq-inquiries.ts';
import { describeInquiriesBehaviour } from './inquiries.behaviour.ts';
import { connectQueueRedis, workerRedis } from './queue-redis.ts';

describe('BullInquiries', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  describeInquiriesBehaviour('in BullMQ', async () => {
    const { redisUrl } = servers();
    const redis = await connectQueueRedis(redisUrl, silentLogger);
    const shared = {
      prefix: `{${freshId('payment')}}`,
      backoff: { firstDelayMs: 5, maxDelayMs: 20 },
      random: Math.random,
    };
    const inquiries = new BullInquiries({ redis, ...shared });
    let resolve: (bookingId: string) => Promise<boolean> = async () => false;
    const worker = new InquiryWorker({
      redis: workerRedis(redisUrl),
      ...shared,
      concurrency: 5,
      resolve: (bookingId) => resolve(bookingId),
      logger: silentLogger,
    });
    closing.push(async () => {
      await inquiries.close();
      redis.disconnect();
    });
    closing.push(() => worker.stop(2_000));
    return {
      inquiries,
      run: async (now) => {
        resolve = now;
      },
      away: async () => redis.disconnect(),
    };
  });
});
