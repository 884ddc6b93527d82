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

  it('counts records and handle time by topic, and a batch once', async () => {
    const registry = new Registry();
    const metrics = consumerMetrics(registry);
    metrics.handled(
      new Map([
        ['orders', 3],
        ['stock', 1],
      ]),
      250,
    );
    metrics.handled(new Map([['orders', 2]]), 250);
    const text = await registry.metrics();
    expect(text).to.include('wl_messaging_consumed_messages_total{topic="orders"} 5');
    expect(text).to.include('wl_messaging_consumed_messages_total{topic="stock"} 1');
    expect(text).to.include('wl_messaging_process_duration_seconds_sum{topic="orders"} 0.5');
    expect(text).to.include('wl_messaging_batch_records_sum 6');
    expect(text).to.include('wl_messaging_batch_records_count 2');
  });

  it('counts failed attempts by handler, and what was set aside by the topic it came from', async () => {
    const registry = new Registry();
    const rig = new ConsumerRig();
    const broken = rig.handler({ gather: () => Promise.reject(new Error('a bug')) });
    const consumer = rig.consumer(broken, { metrics: consumerMetrics(registry) });
    running.push(consumer);
    await consumer.start();
    await rig.publish({ eventId: 'n1' });
    await eventually(
      async () => {
        const text = await registry.metrics();
        expect(text).to.include(
          'wl_messaging_failed_attempts_total{handler="note-on-order",recovery="give-up"} 1',
        );
        expect(text).to.include('wl_messaging_set_aside_total{topic="orders",to="dead-letter"} 1');
      },
      { withinMs: 5_000 },
    );
    expect(await registry.metrics()).to.include('recovery="retry"} 4');
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
