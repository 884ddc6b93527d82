import { expect } from 'chai';
import type { Sample } from './accounts.ts';
import { billOf, spendingBetween } from './bill.ts';

const sample = (atMs: number, cpuMs: Record<string, number>, busyMs: number, ownCpuMs = 0): Sample => ({
  atMs,
  components: Object.fromEntries(
    Object.entries(cpuMs).map(([name, ms]) => [name, { cpuMs: ms, rssBytes: 1 }]),
  ),
  ownCpuMs,
  machine: { busyMs, stolenMs: 0 },
});

describe('bill', () => {
  const spending = spendingBetween(
    sample(1_000, { mongo: 100, 'inventory-1': 50 }, 10_000, 20),
    sample(3_000, { mongo: 1_100, 'inventory-1': 550, 'inventory-2': 500, bank: 700 }, 14_000, 220),
  );

  it('adds up the instances of a service, also one that came in between', () => {
    expect(spending.components).to.deep.equal({ mongo: 1, inventory: 1, bank: 0.7 });
    expect(spending.seconds).to.equal(2);
  });

  it('calls noise what neither the engine nor the driver spent', () => {
    expect(spending.driver).to.be.closeTo(0.2, 1e-9);
    expect(spending.others).to.be.closeTo(4 - 2.7 - 0.2, 1e-9);
  });

  it('leaves the bank and the driver out of the bill, and shows the database by itself', () => {
    const { total, withoutDatabase, components } = billOf(spending, 500);
    expect(components).to.deep.equal({ mongo: 2, inventory: 2 });
    expect([total, withoutDatabase]).to.deep.equal([4, 2]);
  });
});
