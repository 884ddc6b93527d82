import { drive } from '../drive.ts';
import { brokenIn } from '../reserve-path/model.ts';
import { measureReservePath } from '../reserve-path/reserve-path.ts';
import type { Bench, Row } from '../row.ts';

const HOT_SHARE = 0.9;
const HOT_ROOMS = 100;
const STAY_DAYS = 7;
const BANK_MS = 100;
const RATE = 150;
const REQUESTS = 60_000;

/** The same arrivals, evenly spread or with most of them at one property. */
async function driveOf(bench: Bench, hotShare: number | undefined) {
  return drive(bench, {
    rate: bench.quick ? 40 : RATE,
    seconds: bench.quick ? 5 : 30,
    warmUpSeconds: bench.quick ? 3 : 15,
    ...{ bankLatencyMs: BANK_MS, stayDays: STAY_DAYS },
    ...(hotShare === undefined ? {} : { hotShare, rooms: (index) => (index === 0 ? HOT_ROOMS : 100_000) }),
  });
}

/** Everybody wants the same hotel. */
export const hotProperty: Row = {
  name: 'hot-property',
  title: 'Hot property: 90% of arrivals at one with 100 rooms',
  method: `Rate: ${REQUESTS} requests that lie on booking.requests, ${100 * HOT_SHARE}% of them for one property, decided by one inventory instance with Kafka, Mongo and Redis while the other services are stopped; decisions a second by the times of their records, without the first fifth. Ratio: the whole engine at ${RATE} bookings/s, the other properties' end-to-end p99 over that of an even load.`,
  shape: {},
  leavesWork: true,
  figures: [
    { name: 'reserve path of one instance', unit: 'requests/s', bar: { atLeast: 10_000 } },
    { name: 'end to end p99 of the others, over an even load', unit: 'times', bar: { atMost: 1.5 } },
    { name: 'end to end p99 at an even load', unit: 'ms', bar: null },
  ],
  async run(bench) {
    const even = await driveOf(bench, undefined);
    const hot = await driveOf(bench, HOT_SHARE);
    const { perSecond, judgement } = await measureReservePath(bench.engine, {
      ...{ hotShare: HOT_SHARE, hotRooms: HOT_ROOMS },
      requests: bench.quick ? 2_000 : REQUESTS,
    });
    const [evenP99, othersP99] = [even.report.othersEndToEndMs.p99, hot.report.othersEndToEndMs.p99];
    return {
      values: {
        'reserve path of one instance': perSecond,
        'end to end p99 of the others, over an even load': othersP99 / evenP99,
        'end to end p99 at an even load': evenP99,
      },
      violations: [...even.violations, ...hot.violations, ...brokenIn(judgement)],
      othersCores: Math.max(
        ...[even, hot].map(({ report }) => report.cpu!.spending.others / report.cpu!.spending.seconds),
      ),
    };
  },
};
