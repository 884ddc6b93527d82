import { eventually } from '@wanderluxe/testkit';
import { expect } from 'chai';
import { type Engine, sharedEngine } from '../harness/engine.ts';
import { catalogue } from './catalogue.ts';

describe('metrics of running services', function metricsOfServices() {
  this.timeout(120_000);
  let engine: Engine;
  before(async () => {
    engine = await sharedEngine();
  });

  const textOf = async (url: string): Promise<string> => (await fetch(`${url}/metrics`)).text();

  it('are those of docs/metrics.md, no more and no fewer', async () => {
    const known = await catalogue();
    const urls = {
      gateway: engine.gatewayOpsUrl,
      inventory: engine.inventoryOpsUrl,
      payment: engine.paymentOpsUrl,
      'booking-ledger': engine.ledgerOpsUrl,
    } as const;
    for (const [service, url] of Object.entries(urls)) {
      const shown = [...(await textOf(url)).matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name]) => name);
      const listed = known.filter((entry) => (entry.services as string[]).includes(service));
      expect(shown, service).to.have.members(listed.map(({ name }) => name));
    }
  });

  it('have the levels that are read on a period: lag by topic, outbox, holds, payments, late bookings', async () => {
    const expected: readonly [string, readonly string[]][] = [
      [engine.inventoryOpsUrl, ['outbox', 'parked', 'group', 'holds']],
      [engine.paymentOpsUrl, ['outbox', 'parked', 'group', 'payments']],
      [engine.ledgerOpsUrl, ['outbox', 'parked', 'group', 'overdue']],
    ];
    for (const [url, samples] of expected) {
      await eventually(
        async () => {
          const text = await textOf(url);
          for (const sample of samples) expect(text).to.match(sampled(sample));
          expect(text).to.match(/^wl_messaging_lag_records\{topic="[a-z.]+",service="[a-z-]+"\} \d+$/m);
          expect(text).not.to.match(/^wl_sample_failures_total\{/m);
        },
        { withinMs: 20_000, everyMs: 500 },
      );
    }
  });
});

const sampled = (sample: string): RegExp =>
  new RegExp(`^wl_sampled_timestamp_seconds\\{sample="${sample}",.*\\} [\\d.]+$`, 'm');
