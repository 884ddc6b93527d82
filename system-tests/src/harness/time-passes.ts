import { setClock } from '@wanderluxe/infra/demo';
import { Redis } from 'ioredis';
import type { Engine } from './engine.ts';

const PAGE = 1_000;
const HOUR_MS = 3_600_000;

/** What ends by itself as time passes are the gateway's claims: this takes the time from what each has left. */
const PASS = `
for _, key in ipairs(KEYS) do
  local left = redis.call('PTTL', key) - tonumber(ARGV[1])
  if left <= 0 then redis.call('DEL', key) else redis.call('PEXPIRE', key, left) end
end`;

export async function withRedis<T>(engine: Engine, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(engine.redisUrl);
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}

/** An engine that thinks later than it is, without anybody waiting. Put it back when done. */
export class ShiftedTime {
  readonly #engine: Engine;
  #hours = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Goes on to this hour, counted from the real time: the claims' time to live, and the day at the gateway. */
  async moveToHour(hour: number): Promise<void> {
    const ms = (hour - this.#hours) * HOUR_MS;
    this.#hours = hour;
    await withRedis(this.#engine, async (redis) => {
      for (const match of ['idem:*', 'booking:*']) {
        for await (const keys of redis.scanStream({ match, count: PAGE })) {
          if (keys.length > 0) await redis.eval(PASS, keys.length, ...keys, ms);
        }
      }
    });
    const day = new Date(Date.now() + hour * HOUR_MS).toISOString().slice(0, 10);
    await setClock(this.#engine.gatewayOpsUrl, day);
  }

  /** The gateway's clock is right again; claims that have ended do not come back. */
  putBack(): Promise<void> {
    return setClock(this.#engine.gatewayOpsUrl, null);
  }
}
