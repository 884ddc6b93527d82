import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { Registry } from 'prom-client';
import { Sampler } from './sampler.ts';

const EVERY_MS = 20;

describe('Sampler', () => {
  let registry: Registry;
  let sampler: Sampler;
  beforeEach(() => {
    registry = new Registry();
    sampler = new Sampler(registry, EVERY_MS);
  });
  afterEach(() => sampler.stop());

  const valueFor = async (name: string, sample: string): Promise<number | undefined> => {
    const metric = await registry.getSingleMetric(name)?.get();
    return metric?.values.find(({ labels }) => labels.sample === sample)?.value;
  };

  it('reads at once and then on its period, whether the reading came before the start or after', async () => {
    const reads = { before: 0, after: 0 };
    sampler.sample('before', async () => {
      reads.before += 1;
    });
    sampler.start();
    sampler.sample('after', async () => {
      reads.after += 1;
    });
    expect(reads).to.deep.equal({ before: 1, after: 1 });
    await sleep(5 * EVERY_MS);
    expect(reads.before).to.be.within(2, 6);
    expect(await valueFor('wl_sampled_timestamp_seconds', 'after')).to.be.closeTo(Date.now() / 1_000, 1);
  });

  it('does not begin a reading again that has not ended, and goes on with the others', async () => {
    const reads = { hangs: 0, fine: 0 };
    sampler.sample('hangs', () => {
      reads.hangs += 1;
      return new Promise(() => {});
    });
    sampler.sample('fine', async () => {
      reads.fine += 1;
    });
    sampler.start();
    await sleep(5 * EVERY_MS);
    expect(reads.hangs).to.equal(1);
    expect(reads.fine).to.be.greaterThan(1);
    expect(await valueFor('wl_sampled_timestamp_seconds', 'hangs')).to.equal(undefined);
  });

  it('counts a reading that fails, keeps its last time, and tries again', async () => {
    let reads = 0;
    sampler.sample('away', async () => {
      reads += 1;
      throw new Error('away');
    });
    sampler.start();
    await sleep(5 * EVERY_MS);
    expect(reads).to.be.greaterThan(1);
    expect(await valueFor('wl_sample_failures_total', 'away')).to.be.within(reads - 1, reads);
    expect(await valueFor('wl_sampled_timestamp_seconds', 'away')).to.equal(undefined);
  });

  it('reads nothing after it was stopped', async () => {
    let reads = 0;
    sampler.sample('one', async () => {
      reads += 1;
    });
    sampler.start();
    sampler.stop();
    await sleep(3 * EVERY_MS);
    expect(reads).to.equal(1);
  });
});
