import { Redis } from 'ioredis';
import type { PropertyWish } from '../load/requests.ts';
import type { CountersSeen } from './types.ts';

const numbers = (hash: Record<string, string>): Record<string, number> =>
  Object.fromEntries(Object.entries(hash).map(([field, value]) => [field, Number(value)]));

type Loaded = NonNullable<CountersSeen['loaded']>;

/** The names under which a property counts: its own, or one for each bucket. */
const namesOf = ({ id, buckets }: PropertyWish): string[] =>
  buckets === 1 ? [id] : Array.from({ length: buckets }, (_, bucket) => `${id}/${bucket}of${buckets}`);

/** What Redis holds for each property, read key by key; a split property's buckets are added up. */
export async function readCounters(
  redisUrl: string,
  properties: readonly PropertyWish[],
): Promise<Omit<CountersSeen, 'epochInMongo'>[]> {
  const redis = new Redis(redisUrl);
  try {
    const identity = identityIn(await redis.info());
    return await Promise.all(
      properties.map(async (property) => {
        const parts = await Promise.all(namesOf(property).map((name) => readPart(redis, name, identity)));
        return { propertyId: property.id, loaded: addedUp(parts) };
      }),
    );
  } finally {
    redis.disconnect();
  }
}

/** Null when nothing is loaded, or what is loaded is of another life of the server. */
async function readPart(redis: Redis, name: string, identity: string): Promise<Loaded | null> {
  const [meta, nights, holds] = await Promise.all(
    ['meta', 'nights', 'holds'].map((part) => redis.hgetall(`inv:{${name}}:${part}`)),
  );
  if (meta?.epoch === undefined || meta.identity !== identity) return null;
  const counts = { epoch: Number(meta.epoch), capacity: Number(meta.capacity), nights: numbers(nights!) };
  return { ...counts, holds: holds! };
}

/** Null unless all parts are loaded under one epoch: others do not count. A booking in two parts shows in the nights. */
export function addedUp(parts: readonly (Loaded | null)[]): Loaded | null {
  const loaded = parts.filter((part) => part !== null);
  const [first] = loaded;
  if (!first || loaded.length < parts.length || loaded.some(({ epoch }) => epoch !== first.epoch))
    return null;
  const nights: Record<string, number> = {};
  for (const part of loaded)
    for (const [day, taken] of Object.entries(part.nights)) nights[day] = (nights[day] ?? 0) + taken;
  const capacity = loaded.reduce((sum, part) => sum + part.capacity, 0);
  return {
    epoch: first.epoch,
    capacity,
    nights,
    holds: Object.assign({}, ...loaded.map(({ holds }) => holds)),
  };
}

const identityIn = (info: string): string =>
  `${/run_id:(\w+)/.exec(info)?.[1]}/${/master_replid:(\w+)/.exec(info)?.[1]}`;
