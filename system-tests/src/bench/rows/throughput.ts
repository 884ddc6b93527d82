import type { LoadReport } from '@wanderluxe/infra/load';
import { drive } from '../drive.ts';
import type { Bench, Reading, Row } from '../row.ts';

const BANK_MS = 100;
const BAR = 500;
const STEP_SECONDS = 10;
const WARM_UP_SECONDS = 6;
const CONFIRM_SECONDS = 30;
const FIRST_RATE = 200;
const GROWTH = 1.25;
/** The search ends when the rate is known so well. */
const RESOLUTION = 25;
const HIGHEST_RATE = 2_000;

/** All accepted, as many ended as came, and the backlog did not grow by more than a fiftieth of the rate. */
const isSustained = ({
  ratePerSecond,
  acceptedPerSecond,
  completedPerSecond,
  backlog,
}: LoadReport): boolean =>
  acceptedPerSecond >= 0.98 * ratePerSecond &&
  completedPerSecond >= 0.98 * ratePerSecond &&
  backlog.slopePerSecond <= 0.02 * ratePerSecond;

interface Tried {
  readonly rate: number;
  readonly report: LoadReport;
  readonly sustained: boolean;
}

/** Tries rates, each until it has drained, and remembers what came of it. */
class Search {
  readonly tried: Tried[] = [];
  readonly violations: string[] = [];
  readonly #bench: Bench;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  async sustains(rate: number, seconds: number): Promise<boolean> {
    const warmUpSeconds = this.#bench.quick ? 2 : WARM_UP_SECONDS;
    const { report, violations } = await drive(this.#bench, {
      ...{ rate, seconds, warmUpSeconds, bankLatencyMs: BANK_MS },
    });
    const sustained = isSustained(report);
    this.#bench.talk(
      `  ${rate}/s: ${sustained ? 'sustained' : 'not sustained'}, ${report.completedPerSecond.toFixed(0)}/s completed`,
    );
    this.tried.push({ rate, report, sustained });
    this.violations.push(...violations);
    return sustained;
  }

  /** Steps up until a rate is not sustained, then halves the gap. */
  async highest(): Promise<number> {
    let low = 0;
    let high = FIRST_RATE;
    while (high <= HIGHEST_RATE && (await this.sustains(high, STEP_SECONDS))) {
      low = high;
      high = Math.round((high * GROWTH) / RESOLUTION) * RESOLUTION;
    }
    while (high - low > RESOLUTION) {
      const middle = Math.round((low + high) / 2 / RESOLUTION) * RESOLUTION;
      if (middle === low || middle === high) break;
      if (await this.sustains(middle, STEP_SECONDS)) low = middle;
      else high = middle;
    }
    return low;
  }

  /** The highest rate that is also sustained for longer. */
  async confirmed(): Promise<number> {
    let rate = await this.highest();
    while (rate > 0 && !(await this.sustains(rate, CONFIRM_SECONDS))) rate -= RESOLUTION;
    return rate;
  }
}

/** How much goes through. */
export const throughput: Row = {
  name: 'throughput',
  title: 'Highest sustained throughput',
  method: `Bank ${BANK_MS} ms, 200 properties. The rate is stepped up by a quarter until it is not sustained for ${STEP_SECONDS} s, then the gap is halved down to ${RESOLUTION}/s, and the rate that is left must hold for ${CONFIRM_SECONDS} s. Sustained: 98% of the rate accepted and completed, and a backlog that grows by at most 2% of it.`,
  shape: {},
  figures: [
    { name: 'sustained', unit: 'bookings/s', bar: { atLeast: BAR } },
    { name: 'accept at that rate, p99', unit: 'ms', bar: null },
    { name: 'end to end at that rate, p99', unit: 'ms', bar: null },
    { name: 'CPU for 1,000 bookings at that rate', unit: 'CPU-seconds', bar: null },
  ],
  async run(bench) {
    const search = new Search(bench);
    if (bench.quick) await search.sustains(60, 5);
    else await search.confirmed();
    return readingOf(search);
  },
};

function readingOf({ tried, violations }: Search): Reading {
  const sustained = tried.findLast((one) => one.sustained);
  const { report } = sustained ?? tried.at(-1)!;
  const others = tried.map((one) => one.report.cpu!.spending.others / one.report.cpu!.spending.seconds);
  const byRate = [...tried].sort((a, b) => a.rate - b.rate);
  return {
    values: {
      sustained: sustained?.rate ?? 0,
      'accept at that rate, p99': report.acceptMs.p99,
      'end to end at that rate, p99': report.endToEndMs.p99,
      'CPU for 1,000 bookings at that rate': report.cpu!.perThousand.total,
    },
    violations,
    plots: [
      {
        ...{ title: 'Completed by arrival rate', xLabel: 'arrivals a second', yLabel: 'a second' },
        x: byRate.map(({ rate }) => rate),
        series: [
          { label: 'completed', values: byRate.map((one) => one.report.completedPerSecond) },
          { label: 'accepted', values: byRate.map((one) => one.report.acceptedPerSecond) },
        ],
      },
    ],
    othersCores: Math.max(...others),
  };
}
