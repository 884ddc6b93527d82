import { expect } from 'chai';
import { Registry } from 'prom-client';
import type { KafkaAdmin } from '../kafka/cluster.ts';
import { GroupWatch } from './levels.ts';
import { levelMetrics } from './metrics.ts';

const orders = (partition: number) => ({ topic: 'orders', partition });

describe('GroupWatch', () => {
  let registry: Registry;
  let connected: number;
  let closed: number;
  let isAway: boolean;
  let nowMs: number;
  let committed: Map<number, number>;
  let watch: GroupWatch;

  beforeEach(() => {
    registry = new Registry();
    [connected, closed, nowMs, isAway] = [0, 0, 0, false];
    committed = new Map([[0, 4]]);
    const bounds = async (topic: string) => {
      if (isAway) throw new Error('away');
      return topic === 'orders'
        ? [
            { partition: 0, start: 0, end: 10 },
            { partition: 1, start: 3, end: 5 },
          ]
        : [{ partition: 0, start: 1, end: 3 }];
    };
    const admin = {
      bounds,
      committed: async () => new Map([['orders', committed]]),
      close: async () => {
        closed += 1;
      },
    } as Partial<KafkaAdmin> as KafkaAdmin;
    const connect = async () => {
      connected += 1;
      return admin;
    };
    const options = {
      ...{ group: 'stock', topics: ['orders'], connect, nowMs: () => nowMs },
      deadLetterTopicOf: (topic: string) => `${topic}.stock.dlq`,
      consumer: { assigned: [orders(0), orders(1)], isWaiting: false },
    };
    watch = new GroupWatch(options, levelMetrics(registry));
  });

  it('shows the lag of the group, from the oldest record where it never committed, and the depth of the dead letters', async () => {
    await watch.read();
    const text = await registry.metrics();
    expect(text).to.include('wl_messaging_lag_records{topic="orders"} 8');
    expect(text).to.include('wl_messaging_dead_letter_records{topic="orders"} 2');
  });

  it('tells that the member stands still when no position moved for so long', async () => {
    await watch.read();
    nowMs = 5_000;
    await watch.read();
    expect([watch.standsStillFor(5_000), watch.standsStillFor(5_001)]).to.deep.equal([true, false]);
    expect(await registry.metrics()).to.include('wl_messaging_standstill_seconds 5');
    committed.set(0, 5).set(1, 4);
    await watch.read();
    expect(watch.standsStillFor(1)).to.equal(false);
  });

  it('connects anew after a failure, and keeps what it saw', async () => {
    await watch.read();
    isAway = true;
    await watch.read().catch(() => {});
    isAway = false;
    await watch.read();
    expect([connected, closed]).to.deep.equal([2, 1]);
    expect(await registry.metrics()).to.include('wl_messaging_lag_records{topic="orders"} 8');
  });

  it('does not connect again once it is stopped', async () => {
    await watch.read();
    watch.stop();
    await watch.read();
    await Promise.resolve();
    expect([connected, closed]).to.deep.equal([1, 1]);
  });
});
