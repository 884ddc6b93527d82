import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { Arrivals } from './arrivals.ts';

describe('arrivals', () => {
  /** Notes who has gone on, in the order of going. */
  const arriving = () => {
    const arrivals = new Arrivals();
    const gone: number[] = [];
    const arrive = (who: number) => arrivals.round().then(() => void gone.push(who));
    return { gone, arrive };
  };
  const turn = () => new Promise(setImmediate);

  it('go on at once while few come', async () => {
    const { gone, arrive } = arriving();
    for (const who of [1, 2, 3]) {
      void arrive(who);
      await turn();
    }
    expect(gone).to.deep.equal([1, 2, 3]);
  });

  it('go on together, in their order, while many come', async () => {
    const { gone, arrive } = arriving();
    for (let who = 0; who < 200; who += 1) void arrive(who);
    await sleep(40);
    gone.length = 0;
    await arrive(1_000);
    for (const who of [1, 2]) {
      void arrive(who);
      await turn();
      expect(gone).to.deep.equal([1_000]);
    }
    await arrive(3);
    expect(gone).to.deep.equal([1_000, 1, 2, 3]);
  });
});
