import { Redis } from 'ioredis';
import type { PropertyWish } from '../load/requests.ts';
import type { CountersSeen } from './types.ts';

const numbers = (hash: Record<string, string>): Record<string, number> =>
  Object.fromEntries(Object.entries(hash).map(([field, value]) => [field, Number(value)]));

/** What Redis holds for each property, read key by key. */
export async function readCounters(
  redisUrl: string,
  properties: readonly PropertyWish[],
): Promise<Omit<CountersSeen, 'epochInMongo'>[]> {
  const redis = new Redis(redisUrl);
  try {
    const identity = identityIn(await redis.info());
    return await Promise.all(
      properties.map(async ({ id }) => {
        const [meta, nights, holds] = await Promise.all(
          ['meta', 'nights', 'holds'].map((part) => redis.hgetall(`inv:{${id}}:${part}`)),
        );
        const trusted = meta?.epoch !== undefined && meta.identity === identity;
        return {
          propertyId: id,
          loaded: trusted
            ? {
                epoch: Number(meta.epoch),
                capacity: Number(meta.capacity),
                nights: numbers(nights!),
                holds: holds!,
              }
            : null,
        };
      }),
    );
  } finally {
    redis.disconnect();
  }
}

const identityIn = (info: string): string =>
  `${/run_id:(\w+)/.exec(info)?.[1]}/${/master_replid:(\w+)/.exec(info)?.[1]}`;
