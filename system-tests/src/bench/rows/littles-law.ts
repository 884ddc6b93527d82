import { setTimeout as sleep } from 'node:timers/promises';
import { drive } from '../drive.ts';
import { backlogPlot, coresPlot, latencyPlot, memoryPlot, ratesPlot } from '../plots.ts';
import type { Row } from '../row.ts';
import { scrape } from '../scrape.ts';
import { mean } from '../statistics.ts';

const BANK_MS = 2_000;
/** A little more than the bar, so that a sustained 500 is not lost to the last digit. */
const RATE = 505;
/** Less than the second between two looks, by what a look takes. */
const WITHIN_MS = 900;
const MEBIBYTE = 1_024 ** 2;
const IN_FLIGHT = 'charges in flight';

/** L = λW: 500 a second at a bank of 2 s are 1,000 charges in flight. */
export const littlesLaw: Row = {
  name: 'littles-law',
  title: "Little's law: a bank of 2 s",
  method: `${RATE} bookings/s on a fixed schedule for 60 s after a warm-up of 20 s, bank 2 s; 45 s at 200 bookings/s go before, in which V8 compiles what is called often. The backlog is fitted with a line; charges in flight are the payment service's own gauge, at a random moment of each second, since charges come and go in rounds of a tenth of a second (mean); memory is its largest resident size.`,
  shape: {},
  figures: [
    { name: 'accepted', unit: 'bookings/s', bar: { atLeast: 500 } },
    { name: 'completed', unit: 'bookings/s', bar: { atLeast: 500 } },
    { name: 'growth of the backlog', unit: 'bookings/s', bar: { atMost: 5 } },
    { name: IN_FLIGHT, unit: 'charges', bar: { atLeast: 1_000 } },
    { name: 'accept, p99', unit: 'ms', bar: { atMost: 100 } },
    { name: 'end to end, p99', unit: 'ms', bar: { atMost: 4_000 } },
    { name: 'memory of the payment service', unit: 'MiB', bar: { atMost: 250 } },
  ],
  async run(bench) {
    const payment = bench.engine.opsUrlOf('payment');
    const before = await drive(bench, {
      ...(bench.quick
        ? { rate: 30, seconds: 2, warmUpSeconds: 1 }
        : { rate: 200, seconds: 20, warmUpSeconds: 20 }),
      bankLatencyMs: BANK_MS,
    });
    const { report, violations } = await drive(bench, {
      rate: bench.quick ? 50 : RATE,
      seconds: bench.quick ? 6 : 60,
      warmUpSeconds: bench.quick ? 4 : 20,
      bankLatencyMs: BANK_MS,
      watch: async () => {
        await sleep(Math.random() * WITHIN_MS);
        return { [IN_FLIGHT]: await scrape(payment, 'wl_payment_charges_in_flight') };
      },
    });
    const { moments, sent } = report;
    const inFlight = moments.filter((moment) => moment.sent > 0 && moment.sent < sent);
    return {
      values: {
        accepted: report.acceptedPerSecond,
        completed: report.completedPerSecond,
        'growth of the backlog': report.backlog.slopePerSecond,
        [IN_FLIGHT]: mean(
          inFlight.slice(-report.measuredSeconds).map(({ watched }) => watched[IN_FLIGHT] ?? 0),
        ),
        'accept, p99': report.acceptMs.p99,
        'end to end, p99': report.endToEndMs.p99,
        'memory of the payment service': report.rssBytes.payment!.max / MEBIBYTE,
      },
      violations: [...before.violations, ...violations],
      plots: [ratesPlot, backlogPlot, latencyPlot, coresPlot, memoryPlot].map((plot) => plot(moments)),
      othersCores: report.cpu!.spending.others / report.cpu!.spending.seconds,
    };
  },
};
