import { drive } from '../drive.ts';
import { brokenIn, judge } from '../reserve-path/model.ts';
import { hear } from '../reserve-path/topics.ts';
import type { Row } from '../row.ts';

const HOT_ROOMS = 100;
/** A short run sells out so few. */
const QUICK_HOT_ROOMS = 5;
const ROOMS = 100_000;

/** Who gets the last room. */
export const lastRoom: Row = {
  name: 'last-room',
  title: 'Last-room fairness',
  method:
    '150 bookings/s through the gateway for 30 s, 90% of them for one property with 100 rooms and stays within a week, without buckets. Every decision is compared with a plain model that serves the requests of each property one after the other, in the order of their partition.',
  shape: {},
  figures: [
    { name: 'decided otherwise than in turn', unit: 'requests', bar: { atMost: 0 } },
    { name: 'nights sold more often than there are rooms', unit: 'nights', bar: { atMost: 0 } },
    { name: 'reserved', unit: 'requests', bar: null },
    { name: 'refused', unit: 'requests', bar: null },
  ],
  async run(bench) {
    const hotRooms = bench.quick ? QUICK_HOT_ROOMS : HOT_ROOMS;
    const { report, violations, propertyIds } = await drive(bench, {
      rate: bench.quick ? 60 : 150,
      seconds: bench.quick ? 6 : 25,
      warmUpSeconds: bench.quick ? 2 : 5,
      ...{ properties: 20, hotShare: 0.9, stayDays: 7, bankLatencyMs: 100 },
      rooms: (index) => (index === 0 ? hotRooms : ROOMS),
    });
    const { wishes, decisions } = await hear(bench.engine, propertyIds);
    const judgement = judge(wishes, decisions, (id) => (id === propertyIds[0] ? hotRooms : ROOMS));
    return {
      values: {
        'decided otherwise than in turn': judgement.outOfTurn,
        'nights sold more often than there are rooms': judgement.oversoldNights,
        reserved: judgement.reserved,
        refused: judgement.refused,
      },
      violations: [...violations, ...brokenIn(judgement)],
      othersCores: report.cpu!.spending.others / report.cpu!.spending.seconds,
    };
  },
};
