import { join } from 'node:path';
import { startRedisCluster } from '@wanderluxe/infra/launcher';
import { brokenIn } from '../reserve-path/model.ts';
import { measureReservePath } from '../reserve-path/reserve-path.ts';
import type { Bench, Row } from '../row.ts';

const MASTERS = 3;
const BUCKETS = 9;
const REQUESTS = 30_000;
const HOT = { hotShare: 0.9, hotRooms: 100 };

/** Runs the work with the inventory's counters on a Redis Cluster. */
async function onCluster<T>({ engine, talk }: Bench, work: () => Promise<T>): Promise<T> {
  const { cache, folder } = engine.settings;
  const options = { masters: MASTERS, cache, folder: join(folder, 'redis-cluster'), talk };
  const cluster = await startRedisCluster(options);
  try {
    engine.configure('inventory', { COUNTERS_REDIS_URL: cluster.url });
    await engine.stopProcess('inventory');
    await engine.startProcess('inventory');
    return await work();
  } finally {
    engine.configure('inventory', {});
    await engine.stopProcess('inventory');
    await cluster.stop();
  }
}

/** What splitting a hot property costs and gives. */
export const buckets: Row = {
  name: 'buckets',
  title: 'Hot property on a Redis Cluster, split and whole',
  method: `The reserve path of one inventory instance as in hot-property, ${REQUESTS} requests, its counters on a cluster of ${MASTERS} Redis masters: the hot property whole, then split into ${BUCKETS} buckets.`,
  shape: {},
  leavesWork: true,
  figures: [
    { name: 'whole', unit: 'requests/s', bar: null },
    { name: `split into ${BUCKETS}`, unit: 'requests/s', bar: null },
    { name: 'nights sold more often than there are rooms', unit: 'nights', bar: { atMost: 0 } },
  ],
  run: (bench) =>
    onCluster(bench, async () => {
      const requests = bench.quick ? 1_000 : REQUESTS;
      const whole = await measureReservePath(bench.engine, { ...HOT, requests });
      const split = await measureReservePath(bench.engine, { ...HOT, requests, buckets: BUCKETS });
      return {
        values: {
          whole: whole.perSecond,
          [`split into ${BUCKETS}`]: split.perSecond,
          'nights sold more often than there are rooms':
            whole.judgement.oversoldNights + split.judgement.oversoldNights,
        },
        violations: [
          ...brokenIn(whole.judgement),
          // Between buckets the last rooms go by home bucket, not in turn.
          ...brokenIn({ ...split.judgement, outOfTurn: 0 }),
        ],
      };
    }),
};
