import { setTimeout as sleep } from 'node:timers/promises';
import { setBehaviour } from '@wanderluxe/infra/demo';
import { completedPerSecond, known, workedOffAfterS } from '../disturb.ts';
import { drive } from '../drive.ts';
import { largestRss } from '../memory.ts';
import { backlogPlot, latencyPlot, memoryPlot, ratesPlot } from '../plots.ts';
import { countRebalances } from '../rebalances.ts';
import type { Row } from '../row.ts';
import { scrape } from '../scrape.ts';
import { underWay } from '../while.ts';

const SLOW_MS = 30_000;
/** Still longer than the payment service waits. */
const QUICK_SLOW_MS = 6_000;
const BANK_MS = 100;

/** The bank takes 30 s: longer than anybody waits for it. */
export const bankSlow: Row = {
  name: 'bank-slow',
  title: 'Bank slowed to 30 s',
  method:
    '50 bookings/s, bank 100 ms; after 20 s every answer of the bank takes 30 s, for 40 s, then 100 ms again. On paper: a charge times out after 5 s and is UNKNOWN, so nothing completes meanwhile; what is sent to the bank is one time-out of arrivals, until the breaker opens, and then probes; all other bookings wait in Kafka with their rooms held. Afterwards the waiting ones are charged at once, and the unknown ones are looked up.',
  shape: {},
  figures: [
    { name: 'completed meanwhile, of the arrivals', unit: 'times', bar: { atMost: 0.1 } },
    { name: 'charges in flight, most', unit: 'charges', bar: { atMost: 2_000 } },
    { name: 'rebalances', unit: 'rebalances', bar: { atMost: 0 } },
    { name: 'worked off after', unit: 's', bar: { atMost: 90 }, mayNotCome: true },
    { name: 'largest memory of a service', unit: 'MiB', bar: { atMost: 400 } },
  ],
  async run(bench) {
    const rate = bench.quick ? 10 : 50;
    const [warmUpSeconds, slowForMs] = bench.quick ? [3, 8_000] : [15, 40_000];
    const payment = bench.engine.opsUrlOf('payment');
    const slowing = underWay(warmUpSeconds * 1_000 + 5_000, async () => {
      const rebalances = await countRebalances(bench.engine);
      await setBehaviour(bench.engine.bankUrl, { latencyMs: bench.quick ? QUICK_SLOW_MS : SLOW_MS });
      await sleep(slowForMs);
      await setBehaviour(bench.engine.bankUrl, { latencyMs: BANK_MS });
      return rebalances();
    });
    const { report, violations } = await drive(bench, {
      ...{ rate, warmUpSeconds, bankLatencyMs: BANK_MS, onBegin: slowing.begin },
      seconds: bench.quick ? 12 : 120,
      watch: async () => ({ 'charges in flight': await scrape(payment, 'wl_payment_charges_in_flight') }),
    });
    const { value: rebalances, fromMs, toMs } = await slowing.done;
    const { moments } = report;
    return {
      values: {
        'completed meanwhile, of the arrivals':
          completedPerSecond(moments, { fromMs: fromMs + slowForMs / 4, toMs }) / rate,
        'charges in flight, most': Math.max(
          ...moments.map(({ watched }) => watched['charges in flight'] ?? 0),
        ),
        rebalances,
        ...known('worked off after', workedOffAfterS(moments, { fromMs, toMs }, rate)),
        'largest memory of a service': largestRss(report),
      },
      violations,
      plots: [ratesPlot, backlogPlot, latencyPlot, memoryPlot].map((plot) => plot(moments)),
      othersCores: report.cpu!.spending.others / report.cpu!.spending.seconds,
    };
  },
};
