import { drive } from '../drive.ts';
import { coresPlot } from '../plots.ts';
import type { Row } from '../row.ts';

const components = [
  ...['gateway', 'inventory', 'payment', 'booking-ledger'],
  ...['kafka', 'mongo', 'redis', 'schema-registry'],
];

/** What a booking costs. */
export const cpu: Row = {
  name: 'cpu',
  title: 'CPU for 1,000 bookings',
  method:
    '300 bookings/s at 200 properties, bank 100 ms, 30 s after a warm-up of 20 s. User and system time of every process of the engine, as the kernel counts it, over the outcomes that came in the same time; without driver and bank.',
  shape: {},
  figures: [
    { name: 'all servers and services', unit: 'CPU-seconds', bar: { atMost: 3 } },
    { name: 'without the database, a stand-in', unit: 'CPU-seconds', bar: null },
    ...components.map((name) => ({ name, unit: 'CPU-seconds', bar: null })),
    { name: 'completed', unit: 'bookings/s', bar: null },
  ],
  async run(bench) {
    const { report, violations } = await drive(bench, {
      rate: bench.quick ? 50 : 300,
      seconds: bench.quick ? 5 : 30,
      warmUpSeconds: bench.quick ? 3 : 20,
      bankLatencyMs: 100,
    });
    const { perThousand, spending } = report.cpu!;
    return {
      values: {
        'all servers and services': perThousand.total,
        'without the database, a stand-in': perThousand.withoutDatabase,
        ...perThousand.components,
        completed: report.completedPerSecond,
      },
      violations,
      plots: [coresPlot(report.moments)],
      othersCores: spending.others / spending.seconds,
    };
  },
};
