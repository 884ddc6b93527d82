import { expect } from 'chai';
import { Registry } from 'prom-client';
import { paymentMetrics, showUnknown } from './metrics.ts';

describe('showUnknown', () => {
  const HOUR_MS = 3_600_000;
  const shown = async (...sinceMs: number[]) => {
    const registry = new Registry();
    showUnknown(paymentMetrics(registry), sinceMs, 2 * HOUR_MS);
    const text = await registry.metrics();
    const counts = [...text.matchAll(/wl_payment_unknown\{age="(\w+)"\} (\d+)/g)];
    const oldest = Number(/^wl_payment_oldest_unknown_age_seconds (\d+)$/m.exec(text)?.[1]);
    return { oldest, ...Object.fromEntries(counts.map(([, age, count]) => [age, Number(count)])) };
  };

  it('is 0 for every age without any', async () => {
    expect(await shown()).to.deep.equal({
      ...{ oldest: 0, under_1m: 0, '1m_to_10m': 0, '10m_to_1h': 0, over_1h: 0 },
    });
  });

  it('sorts by age, a bound belonging to the older', async () => {
    const now = 2 * HOUR_MS;
    expect(await shown(now, now - 59_999, now - 60_000, now - 599_999, now - HOUR_MS, 0)).to.deep.equal({
      ...{ oldest: 7_200, under_1m: 2, '1m_to_10m': 2, '10m_to_1h': 0, over_1h: 2 },
    });
  });

  it('takes a time that is ahead of this clock for now', async () => {
    expect(await shown(3 * HOUR_MS)).to.include({ oldest: 0, under_1m: 1 });
  });
});
