import { expect } from 'chai';
import { pausesS } from './waits.ts';

const wish = (bookingId: string, partition: number, atMs: number) => ({
  ...{ bookingId, partition, atMs, propertyId: 'p', checkIn: '2030-01-01', checkOut: '2030-01-02' },
});
const decided = (times: Readonly<Record<string, number>>) =>
  new Map(Object.entries(times).map(([bookingId, atMs]) => [bookingId, { bookingId, reserved: true, atMs }]));

describe('pausesS', () => {
  const wishes = [
    ...[wish('before', 0, 500), wish('a', 0, 1_100), wish('b', 0, 1_900), wish('c', 1, 2_000)],
    wish('late', 1, 9_000),
  ];
  const decisions = decided({ before: 8_000, a: 4_100, b: 4_200, c: 2_050, late: 9_900 });

  it('is the longest wait of each partition in each restart', () => {
    expect(pausesS({ wishes, decisions }, [{ fromMs: 1_000, toMs: 3_000 }], 1_000)).to.deep.equal([3, 0.05]);
  });

  it('counts for some time after the restart, and for each restart by itself', () => {
    const restarts = [
      { fromMs: 1_000, toMs: 1_500 },
      { fromMs: 8_500, toMs: 8_600 },
    ];
    expect(pausesS({ wishes, decisions }, restarts, 450)).to.deep.equal([3, 0.9]);
  });

  it('never ends for a request that was never decided', () => {
    const open = decided({ c: 2_050 });
    expect(pausesS({ wishes, decisions: open }, [{ fromMs: 1_000, toMs: 3_000 }], 0)[0]).to.equal(
      Number.POSITIVE_INFINITY,
    );
  });
});
