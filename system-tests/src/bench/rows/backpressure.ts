import type { Moment } from '@wanderluxe/infra/load';
import { drive } from '../drive.ts';
import { backlogPlot, latencyPlot, ratesPlot } from '../plots.ts';
import type { Row } from '../row.ts';
import { scrape } from '../scrape.ts';
import { median, percentile } from '../statistics.ts';
import type { Engine } from '../world/engine.ts';

const CHARGES_IN_FLIGHT = 50;
const BANK_MS = 1_000;
/** What the bank lets through. */
const DRAIN_RATE = (CHARGES_IN_FLIGHT * 1_000) / BANK_MS;
const OFFERED = 3 * DRAIN_RATE;
/** 4 to 8 times what is in flight, as the defaults are for 1,000 charges. */
const LIMITS = { ADMISSION_SOFT_LAG: '400', ADMISSION_HARD_LAG: '800' };

async function configured(engine: Engine, few: boolean): Promise<void> {
  engine.configure('payment', few ? { MAX_CHARGES_IN_FLIGHT: `${CHARGES_IN_FLIGHT}` } : {});
  engine.configure('gateway', few ? LIMITS : {});
  await Promise.all(
    ['payment', 'gateway'].map(async (name) => {
      await engine.stopProcess(name);
      await engine.startProcess(name);
    }),
  );
}

/** Bookings accepted in each second of these. */
function acceptedRates(moments: readonly Moment[]): number[] {
  return moments.slice(1).map((moment, index) => {
    const before = moments[index]!;
    return ((moment.accepted - before.accepted) * 1_000) / (moment.atMs - before.atMs);
  });
}

/** Three times as many bookings as the bank can take. */
export const backpressure: Row = {
  name: 'backpressure',
  title: 'Three times as many bookings as drain',
  method: `${OFFERED} bookings/s where the bank lets ${DRAIN_RATE} through (${CHARGES_IN_FLIGHT} charges in flight, bank ${BANK_MS} ms), admission limits of ${LIMITS.ADMISSION_SOFT_LAG} and ${LIMITS.ADMISSION_HARD_LAG} records of lag. Of the last half of the arrivals: the median of what was accepted in each second over what drains, and how far its lower and upper tenth lie apart, over the median.`,
  shape: {},
  figures: [
    { name: 'accepted, over what drains', unit: 'times', bar: null },
    { name: 'swing of what is accepted', unit: 'times', bar: null },
    { name: 'most bookings under way', unit: 'bookings', bar: null },
    { name: 'refused', unit: 'requests', bar: null },
  ],
  async run(bench) {
    const { engine, quick } = bench;
    await configured(engine, true);
    const gateway = engine.opsUrlOf('gateway');
    const { report, violations } = await drive(bench, {
      ...{ rate: OFFERED, warmUpSeconds: quick ? 2 : 10, seconds: quick ? 12 : 90, bankLatencyMs: BANK_MS },
      watch: async () => ({ 'lag of all groups': await scrape(gateway, 'wl_gateway_admission_lag') }),
    });
    await configured(engine, false);
    const { moments, sent } = report;
    const arriving = moments.filter((moment) => moment.sent < sent);
    const rates = acceptedRates(arriving.slice(Math.floor(arriving.length / 2)));
    const middle = median(rates);
    return {
      values: {
        'accepted, over what drains': middle / DRAIN_RATE,
        'swing of what is accepted': (percentile(rates, 90) - percentile(rates, 10)) / middle,
        'most bookings under way': report.backlog.max,
        refused: sent - report.accepted,
      },
      violations,
      plots: [ratesPlot(moments), backlogPlot(moments), latencyPlot(moments)],
      othersCores: report.cpu!.spending.others / report.cpu!.spending.seconds,
    };
  },
};
