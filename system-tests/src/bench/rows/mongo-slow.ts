import { setTimeout as sleep } from 'node:timers/promises';
import { TcpProxy } from '@wanderluxe/infra/faults';
import type { ServiceName } from '@wanderluxe/infra/launcher';
import { completedPerSecond, known, workedOffAfterS } from '../disturb.ts';
import { drive } from '../drive.ts';
import { largestRss } from '../memory.ts';
import { backlogPlot, latencyPlot, memoryPlot, ratesPlot } from '../plots.ts';
import { countRebalances } from '../rebalances.ts';
import type { Bench, Row } from '../row.ts';
import { underWay } from '../while.ts';

const SLOW_MS = 500;
const users: readonly ServiceName[] = ['inventory', 'payment', 'booking-ledger'];

/** Runs the work while the services reach Mongo through a proxy; afterwards they reach it directly again. */
async function behindProxy<T>({ engine }: Bench, work: (proxy: TcpProxy) => Promise<T>): Promise<T> {
  const proxy = new TcpProxy({ host: '127.0.0.1', port: engine.settings.ports.mongo });
  const uri = `mongodb://127.0.0.1:${await proxy.start()}/?directConnection=true`;
  try {
    for (const name of users) engine.configure(name, { MONGODB_URI: uri });
    await engine.restartServices();
    return await work(proxy);
  } finally {
    proxy.set({ kind: 'pass' });
    for (const name of users) engine.configure(name, {});
    await engine.restartServices();
    await proxy.stop();
  }
}

/** The database takes its time. */
export const mongoSlow: Row = {
  name: 'mongo-slow',
  title: `Mongo slowed by ${SLOW_MS} ms`,
  method: `50 bookings/s, bank 100 ms; after 20 s every round trip to Mongo takes ${SLOW_MS} ms longer, for 75 s, by a TCP proxy between it and the services. On paper batches grow until they cover the arrivals of a cycle of some eight round trips, 4 s: with up to 500 records a cycle (the ledger: 1,000) a service handles 125 (250) records/s. The inventory hears two records of a booking and the ledger three, so they handle 62 and 83 bookings/s: throughput stays at the arrival rate, and what grows is latency, to some 25 s for three services in a row, each half a cycle of waiting and one of its own. Throughput is counted from 35 s after the beginning, when the first of these latencies is over. Worked off: no more bookings under way than before and a second's arrivals.`,
  shape: {},
  figures: [
    { name: 'throughput meanwhile, of the arrivals', unit: 'times', bar: { atLeast: 0.9 } },
    { name: 'rebalances', unit: 'rebalances', bar: { atMost: 0 } },
    { name: 'worked off after', unit: 's', bar: { atMost: 30 }, mayNotCome: true },
    { name: 'largest memory of a service', unit: 'MiB', bar: { atMost: 400 } },
    { name: 'end to end, p50 of the whole run', unit: 'ms', bar: null },
  ],
  run: (bench) =>
    behindProxy(bench, async (proxy) => {
      const rate = bench.quick ? 20 : 50;
      const [warmUpSeconds, slowForMs] = bench.quick ? [4, 8_000] : [15, 75_000];
      const slowing = underWay(warmUpSeconds * 1_000 + 5_000, async () => {
        const rebalances = await countRebalances(bench.engine);
        proxy.set({ kind: 'latency', latencyMs: SLOW_MS });
        await sleep(slowForMs);
        const seen = await rebalances();
        proxy.set({ kind: 'pass' });
        return seen;
      });
      const { report, violations } = await drive(bench, {
        ...{ rate, warmUpSeconds, bankLatencyMs: 100, onBegin: slowing.begin },
        seconds: bench.quick ? 14 : 115,
      });
      const { value: rebalances, fromMs, toMs } = await slowing.done;
      const { moments } = report;
      const settledMs = fromMs + Math.min(35_000, slowForMs / 2);
      return {
        values: {
          'throughput meanwhile, of the arrivals':
            completedPerSecond(moments, { fromMs: settledMs, toMs }) / rate,
          rebalances,
          ...known('worked off after', workedOffAfterS(moments, { fromMs, toMs }, rate)),
          'largest memory of a service': largestRss(report),
          'end to end, p50 of the whole run': report.endToEndMs.p50,
        },
        violations,
        plots: [ratesPlot, backlogPlot, latencyPlot, memoryPlot].map((plot) => plot(moments)),
        othersCores: report.cpu!.spending.others / report.cpu!.spending.seconds,
      };
    }),
};
