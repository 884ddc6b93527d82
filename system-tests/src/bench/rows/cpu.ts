import { setTimeout as sleep } from 'node:timers/promises';
import { drive } from '../drive.ts';
import { coresPlot } from '../plots.ts';
import type { Bench, Row } from '../row.ts';
import { scrape } from '../scrape.ts';
import { underWay } from '../while.ts';

const services = ['gateway', 'inventory', 'payment', 'booking-ledger'] as const;
const AT_LOW_RATE = 'all servers and services, at 200 bookings/s';
const loopOf = (name: string): string => `event loop of ${name}, busy`;

const components = [...services, 'kafka', 'mongo', 'redis', 'schema-registry'];

/** Share of the time in which each service's event loop was busy; two looks, so that looking costs nothing. */
async function busyLoops({ engine }: Bench, forMs: number): Promise<Record<string, number>> {
  const look = () =>
    Promise.all(services.map((name) => scrape(engine.opsUrlOf(name), 'wl_event_loop_utilisation_ratio')));
  await look();
  await sleep(forMs);
  const busy = await look();
  return Object.fromEntries(services.map((name, index) => [loopOf(name), busy[index]!]));
}

/** What a booking costs. */
export const cpu: Row = {
  name: 'cpu',
  title: 'CPU for 1,000 bookings',
  method:
    '500 bookings/s, the rate that the specification names, at 200 properties, bank 100 ms: 30 s after a warm-up of 20 s, which follows 50 s at 200 bookings/s. User and system time of every process of the engine, as the kernel counts it, over the outcomes that came in the same time; without driver and bank. What a round costs is shared by what it carries, so a booking is dearer at a low rate: the same at 200 bookings/s stands beside it.',
  shape: {},
  figures: [
    { name: 'all servers and services', unit: 'CPU-seconds', bar: { atMost: 3 } },
    { name: 'without the database, a stand-in', unit: 'CPU-seconds', bar: null },
    { name: AT_LOW_RATE, unit: 'CPU-seconds', bar: null },
    ...components.map((name) => ({ name, unit: 'CPU-seconds', bar: null })),
    { name: 'completed', unit: 'bookings/s', bar: null },
    ...services.map((name) => ({ name: loopOf(name), unit: 'of the time', bar: null })),
  ],
  async run(bench) {
    const [seconds, warmUpSeconds] = bench.quick ? [5, 3] : [30, 20];
    const load = { seconds, warmUpSeconds, bankLatencyMs: 100 };
    const low = await drive(bench, { ...load, rate: bench.quick ? 30 : 200 });
    const looking = underWay(warmUpSeconds * 1_000, () => busyLoops(bench, seconds * 1_000));
    const { report, violations } = await drive(bench, {
      ...{ ...load, onBegin: looking.begin },
      rate: bench.quick ? 50 : 500,
    });
    const { value: loops } = await looking.done;
    const { perThousand, spending } = report.cpu!;
    return {
      values: {
        'all servers and services': perThousand.total,
        'without the database, a stand-in': perThousand.withoutDatabase,
        [AT_LOW_RATE]: low.report.cpu!.perThousand.total,
        ...perThousand.components,
        completed: report.completedPerSecond,
        ...loops,
      },
      violations: [...low.violations, ...violations],
      plots: [coresPlot(report.moments)],
      othersCores: spending.others / spending.seconds,
    };
  },
};
