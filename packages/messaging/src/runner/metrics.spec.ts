import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { Registry } from 'prom-client';
import { ConsumerRig } from '../testing/consumer-rig.ts';
import type { Consumer } from './consumer.ts';
import { consumerMetrics } from './metrics.ts';

describe('consumerMetrics', () => {
  const readOf = async (registry: Registry, name: string): Promise<number | undefined> =>
    (await registry.getSingleMetric(name)?.get())?.values[0]?.value;

  const running: Consumer[] = [];
  const started = async (rig: ConsumerRig, registry: Registry): Promise<void> => {
    const consumer = rig.consumer(rig.handler(), { metrics: consumerMetrics(registry) });
    running.push(consumer);
    await consumer.start();
  };
  afterEach(async () => {
    for (const consumer of running.splice(0)) await consumer.stop();
  });

  it('counts each time that the group dealt out its partitions, and what this member has', async () => {
    const [one, two] = [new Registry(), new Registry()];
    const rig = new ConsumerRig(3);
    await started(rig, one);
    await eventually(async () => expect(await readOf(one, 'wl_messaging_assigned_partitions')).to.equal(3));
    await started(rig, two);
    const shared = async () => [
      await readOf(one, 'wl_messaging_assigned_partitions'),
      await readOf(two, 'wl_messaging_assigned_partitions'),
    ];
    await eventually(async () => expect((await shared()).sort()).to.deep.equal([1, 2]));
    expect(await readOf(one, 'wl_messaging_assignments_total')).to.equal(2);
    expect(await readOf(two, 'wl_messaging_assignments_total')).to.equal(1);
  });
});
