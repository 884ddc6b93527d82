import { expect } from 'chai';
import { lagsOf } from './lag.ts';

describe('lag', () => {
  const bounds = async () => [
    { partition: 0, start: 5, end: 10 },
    { partition: 1, start: 0, end: 3 },
  ];

  it('is what lies behind each group\u2019s position, over all partitions, retry topics too', async () => {
    const committed = async (group: string) =>
      new Map(group === 'payment' ? [['hold.expired', new Map([[0, 8]])]] : []);
    const lags = await lagsOf({ bounds, committed });
    const of = (topic: string) => lags.find((one) => one.group === 'payment' && one.topic === topic);
    expect(of('hold.expired')).to.deep.equal({
      ...{ group: 'payment', topic: 'hold.expired', isRetry: false, lag: 2 + 3, records: 5 + 3 },
    });
    expect(of('hold.expired.payment.retry.3')).to.include({ isRetry: true, lag: 8 });
  });

  it('knows all groups that hear anything', async () => {
    const lags = await lagsOf({ bounds, committed: async () => new Map() });
    expect([...new Set(lags.map(({ group }) => group))]).to.deep.equal([
      'booking-ledger',
      'inventory',
      'payment',
    ]);
  });
});
